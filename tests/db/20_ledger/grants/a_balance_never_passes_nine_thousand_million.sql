-- threats 24, 25: refused before arithmetic overflows, with scheduled credits counted.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 1000000000, 'gift', i::text) from generate_series(1, 7) i;
select tally.grant_credits(pg_temp.ann(), 1000000000, 'gift', 'scheduled', null, '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 999999999.999999, 'gift', 'almost');

select is((select balance::numeric from tally_ledger.accounts), 7999999999.999999,
  'exact to the last millionth');
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;
select throws_ok($$select tally.grant_credits(pg_temp.ann(), 0.000002, 'gift', 'k')$$,
  'PT400', 'invalid_amount', 'a millionth too much, the scheduled ones counted');
select throws_ok($$select tally.grant_credits(pg_temp.ann(), 0.000002, 'gift', 'k', null, '2098-01-01')$$,
  'PT400', 'invalid_amount', 'also when it is scheduled itself');
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
select lives_ok($$select tally.grant_credits(pg_temp.ann(), 0.000001, 'gift', 'k')$$,
  'the last millionth fits');

select * from finish();
rollback;
