-- Each says which it is; nothing changes. Money still comes in.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
create function pg_temp.set_account(p_change text) returns void language plpgsql security definer as $$
begin execute 'update tally_ledger.accounts set ' || p_change; end $$;
create function pg_temp.refusal(p_change text) returns text language plpgsql as $$
begin
  perform pg_temp.set_account(p_change);
  perform tally.spend('audio_upload', 'k');
  return 'spent';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;
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
select is(pg_temp.refusal($$status = 'frozen'$$), 'PT403 account_frozen', 'frozen');
select is(pg_temp.refusal($$status = 'closed'$$), 'PT403 account_closed', 'closed');
select is(pg_temp.refusal('debt = 1, seq = seq + 1'), 'PT403 debt_outstanding', 'in debt');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
update tally_ledger.accounts set status = 'frozen';
select lives_ok($$select tally.grant_credits(pg_temp.ann(), 5, 'gift', 'g')$$,
  'a frozen account takes credits');

select * from finish();
rollback;
