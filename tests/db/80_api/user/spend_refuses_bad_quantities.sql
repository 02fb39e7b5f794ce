-- threats 21 to 23: nothing changes.
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
select throws_ok(format('select tally.spend(%L, %L, %L)', 'audio_upload', 'k', quantity), 'PT400', 'invalid_quantity',
  coalesce(quantity, 'null'))
from (values (null), ('0'), ('-1'), ('0.5'), ('1.0000009'), ('1e30'), ('9223372036854775808'), ('600000000'), ('NaN'),
  ('Infinity'), ('-Infinity')) t (quantity);
select throws_ok(format('select tally.spend(%L, %L, %L)', 'audio_upload', 'k', quantity), '22P02', null,
  quantity || ' is no number')
from (values ('ten'), ('٥'), ('true'), ('{}'), ('')) t (quantity);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
