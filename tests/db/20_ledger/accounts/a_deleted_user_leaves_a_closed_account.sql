-- threats 13, 101: the token lives on for an hour, and the books for ever.
begin;
select plan(6);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
delete from auth.users where id = 'a0000000-0000-4000-8000-000000000001';

select is((select status::text from tally_ledger.accounts), 'closed', 'closed');
select is((select count(*) from tally_ledger.entries), 1::bigint, 'its entries stay');
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
select throws_ok($$select tally.spend('audio_upload', 'k')$$, 'PT403', 'account_closed', 'nothing is spent');
select throws_ok($$select tally.start_purchase('starter')$$, 'PT403', 'account_closed', 'or bought');
select is((select (available, posted, status)::text from tally.balance()), '(0,20.000000,closed)',
  'nothing is available');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
