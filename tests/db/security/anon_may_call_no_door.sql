-- threat 1: the loop covers doors that do not exist yet.
begin;
select plan(14);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

set local role anon;
set local "request.jwt.claims" to '{"role": "anon"}';
select throws_ok(
  format('select tally.%I(%s)', p.proname, (
    select string_agg(format('null::%s', format_type(t, null)), ', ') from unnest(p.proargtypes::oid[]) t)),
  '42501', null, format('anon may not call %s', p.proname))
from pg_catalog.pg_proc p
where p.pronamespace = (select oid from pg_catalog.pg_namespace where nspname = 'tally')
order by p.proname;
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
