-- threat 3: whoever guesses an id learns nothing, not even that it exists.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
create function pg_temp.bob() returns uuid language sql security definer as
  $$ select tally.account_of('b0000000-0000-4000-8000-000000000002') $$;
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 500, 'adjustment',
  'first');
select tally.grant_credits(pg_temp.bob(), 500, 'adjustment', 'first');
create function pg_temp.answer(p_call text, p_account uuid) returns text language plpgsql as $$
declare v_detail text; v_hint text;
begin
  execute format(p_call, p_account);
  return 'no error';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  return concat_ws(' | ', sqlstate, sqlerrm, v_detail, v_hint);
end $$;
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');
reset role;
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(
  pg_temp.answer(call, pg_temp.bob()),
  pg_temp.answer(call, '99999999-9999-4999-8999-999999999999'),
  'foreign and absent: ' || call)
from (values
  ('select tally.balance(%L)'),
  ($$select tally.quote('audio_upload', 1, %L)$$),
  ($$select tally.spend('audio_upload', 'k', 1, %L)$$),
  ('select tally.explain(1, %L)'),
  ($$select tally.start_purchase('starter', 1, %L)$$)) door (call);
select matches(pg_temp.answer('select tally.balance(%L)', pg_temp.bob()),
  '^PT404 [|] not_found', 'that is PT404 not_found');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
