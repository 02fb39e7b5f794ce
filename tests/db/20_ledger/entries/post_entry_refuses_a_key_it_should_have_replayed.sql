-- Internal callers look a key up under the lock; posting it twice is a bug of ours and rolls back.
begin;
select plan(2);

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

select throws_ok(
  $$select tally_ledger.post_entry(row(account_id, 'spend', -1, scope, key, request_hash, null, null, null, null, null,
    null, null)::tally_ledger.posting, clock_timestamp(), array[grant_id], array[1]::tally_base.credits[])
    from tally_ledger.entries$$, '23505', null, 'refused');
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
