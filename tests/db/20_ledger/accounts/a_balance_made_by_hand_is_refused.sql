-- It has no entry behind it; the refusal names what to use.
begin;
select plan(6);

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

select throws_ok(format('update tally_ledger.accounts set %s', change), 'PT409', 'append_only', change)
from (values ('balance = 1000'), ('balance = balance + 1'), ('debt = 1')) t (change);
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
select throws_like('update tally_ledger.accounts set balance = 1000', 'append_only', 'the token');
create function pg_temp.said() returns text language plpgsql as $$
declare v_detail text;
begin
  update tally_ledger.accounts set balance = 1000;
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail;
end $$;
select matches(pg_temp.said(), 'tally.grant_credits', 'the sentence names the function');

select * from finish();
rollback;
