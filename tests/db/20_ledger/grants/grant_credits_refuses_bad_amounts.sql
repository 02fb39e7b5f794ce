-- threats 21 to 24: PT400, and nothing changes.
begin;
select plan(16);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select throws_ok(format('select tally.grant_credits(%L, %L, %L, %L)', pg_temp.ann(), credits, 'gift', 'k'),
  'PT400', 'invalid_amount', coalesce(credits, 'null'))
from (values (null), ('0'), ('-1'), ('0.0000001'), ('1.0000009'), ('1000000001'), ('1e30'), ('NaN'), ('Infinity'),
  ('-Infinity')) t (credits);
select throws_ok(format('select tally.grant_credits(%L, %L, %L, %L)', pg_temp.ann(), credits, 'gift', 'k'),
  '22P02', null, credits || ' is no number')
from (values ('ten'), ('٥'), ('true'), ('[]'), ('')) t (credits);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
