-- A key that a parallel twin took: the account is as it was, and the twin's movement is found.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment', 'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
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
select is(tally_ledger.spend_from_head(row(account_id, kind, -1, scope, key, request_hash, action, price_id, quantity,
  user_id, null, null, null)::tally_ledger.posting), null, 'the key is taken')
from tally_ledger.entries where seq = 2;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(tally.account_of('b0000000-0000-4000-8000-000000000002'), 20, 'adjustment', 'first');
select tally_ledger.undo_spend_from_head(row(account_id, 'spend', 20, null, null, null, null, null, null, null, null,
  null, null)::tally_ledger.posting) from tally_ledger.entries where account_id = tally.account_of('b0000000-0000-4000-8000-000000000002');
select is((select (balance, seq, last_recorded_at, last_hash)::text from tally_ledger.accounts
  where id = tally.account_of('b0000000-0000-4000-8000-000000000002')), '(0.000000,0,-infinity,"\\x")', 'before the first entry there is nothing');

select * from finish();
rollback;
