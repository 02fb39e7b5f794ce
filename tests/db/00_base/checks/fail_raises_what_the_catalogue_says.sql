-- A token never travels with two statuses.
begin;
select plan(3);

create function pg_temp.raised(p_call text) returns text language plpgsql as $$
declare v_detail text; v_hint text;
begin
  execute p_call;
  return 'nothing';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  return concat_ws(' | ', sqlstate, sqlerrm, v_detail, v_hint);
end $$;

select is(pg_temp.raised($$select tally_base.fail('not_found')$$),
  'PT404 | not_found | There is no such thing, or it is not yours. | Check the name, id or code.',
  'code, token, sentence and hint');
select is(pg_temp.raised($$select tally_base.fail('not_found', 'No such pack.')$$),
  'PT404 | not_found | No such pack. | Check the name, id or code.', 'a caller may give the sentence');
select throws_ok($$select tally_base.fail('no_such_token')$$, 'XX000', null,
  'an unknown token is our own bug');

select * from finish();
rollback;
