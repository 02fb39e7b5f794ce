-- PT402 carries what is required and what is available.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 2.5, 'adjustment',
  'first');
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;
create function pg_temp.refusal(p_quantity numeric) returns text language plpgsql as $$
declare v_detail text;
begin
  perform tally.spend('audio_upload', 'k', p_quantity);
  return 'spent';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', sqlstate, sqlerrm, v_detail);
end $$;

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(pg_temp.refusal(3), 'PT402 insufficient_credits 6 credits are required, 2.5 are available.',
  'the sentence');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(pg_temp.refusal(1), 'spent', 'the same key may be tried again with less');

select * from finish();
rollback;
