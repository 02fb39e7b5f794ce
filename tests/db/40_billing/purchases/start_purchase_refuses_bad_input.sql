-- Each with its token, and nothing changes.
begin;
select plan(13);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
update tally_billing.packs set max_quantity = 3 where key = 'creator';
update tally_billing.packs set active = false where key = 'professional';
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
select throws_ok(format('select tally.start_purchase(%L, %L)', pack, quantity), state, token, name)
from (values
  ('an unknown pack', 'no_such_pack', '1', 'PT404', 'not_found'),
  ('no pack', null, '1', 'PT404', 'not_found'),
  ('a withdrawn pack', 'professional', '1', 'PT404', 'not_found'),
  ('a pack of 100 kB', repeat('p', 102400), '1', 'PT404', 'not_found'),
  ('no quantity', 'starter', null, 'PT400', 'invalid_quantity'),
  ('zero', 'starter', '0', 'PT400', 'invalid_quantity'),
  ('minus one', 'starter', '-1', 'PT400', 'invalid_quantity'),
  ('more than it is sold in', 'starter', '2', 'PT400', 'invalid_quantity'),
  ('more than three', 'creator', '4', 'PT400', 'invalid_quantity'),
  ('the largest integer', 'creator', '2147483647', 'PT400', 'invalid_quantity'),
  ('half', 'creator', '1.5', '22P02', null),
  ('2^63', 'creator', '9223372036854775808', '22003', null)) t (name, pack, quantity, state, token);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
