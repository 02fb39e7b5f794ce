-- threats 95, 96: row and TRUNCATE triggers refuse whoever asks.
begin;
select plan(11);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'first');
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'second');
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

select throws_ok(statement, 'PT409', 'append_only', statement)
from (values
  ('update tally_ledger.entries set credits = 100'),
  ('update tally_ledger.entries set recorded_at = now()'),
  ('delete from tally_ledger.entries'),
  ('truncate tally_ledger.entries'),
  ('update tally_ledger.allocations set amount = 100'),
  ('delete from tally_ledger.allocations'),
  ('truncate tally_ledger.allocations'),
  ('delete from tally_ledger.grants'),
  ('truncate tally_ledger.grants cascade'),
  ('delete from tally_ledger.accounts')) t (statement);
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
