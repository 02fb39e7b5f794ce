-- One setting closes every way to pay.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally_base.set_setting('payments_enabled', 'false');
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
select throws_ok($$select tally.start_purchase('starter')$$, 'PT403', 'payments_disabled', 'closed');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
