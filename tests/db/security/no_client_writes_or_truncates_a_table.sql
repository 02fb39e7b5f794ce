-- threats 5, 6, 95: live attempts, also by the role that row security does not bind.
begin;
select plan(17);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
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
select throws_ok(statement, '42501', null, 'authenticated: ' || statement)
from (values
  ('update tally_ledger.accounts set balance = 1000000'),
  ('insert into tally_ledger.entries (account_id) values (null)'),
  ('delete from tally_ledger.entries'),
  ('truncate tally_ledger.entries'),
  ('select * from tally_ledger.entries'),
  ('update tally_billing.purchases set status = $x$paid$x$'),
  ('delete from tally.purchases'),
  ('insert into tally_base.admins (user_id) values (null)')) attempt (statement);
set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select throws_ok(statement, '42501', null, 'service_role: ' || statement)
from (values
  ('select * from tally.entries'),
  ('select * from tally_ledger.accounts'),
  ('update tally_ledger.accounts set balance = 1000000'),
  ('update tally_ledger.entries set credits = 1'),
  ('delete from tally_ledger.allocations'),
  ('truncate tally_ledger.grants'),
  ('insert into tally_billing.stripe_events (id) values (null)'),
  ('update tally_base.settings set value = $x$1$x$')) attempt (statement);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
