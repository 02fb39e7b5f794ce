-- A token without a subject is nobody: PT401, and nothing changes.
begin;
select plan(8);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

set local role authenticated;
set local "request.jwt.claims" to '{"role": "authenticated"}';
select throws_ok(call, 'PT401', 'not_signed_in', call)
from (values
  ('select tally.balance()'),
  ($$select tally.quote('audio_upload')$$),
  ($$select tally.spend('audio_upload', 'k')$$),
  ('select tally.explain(1)'),
  ($$select tally.start_purchase('starter')$$),
  ($$select tally.balance('99999999-9999-4999-8999-999999999999')$$)) door (call);
set local "request.jwt.claims" to '';
select throws_ok('select tally.balance()', 'PT401', 'not_signed_in', 'no claims at all');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
