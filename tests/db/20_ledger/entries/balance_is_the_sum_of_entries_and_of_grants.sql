-- After grants, spends of both paths, expiries and a scheduled grant; seq has no gap.
begin;
select plan(6);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 7, 'adjustment', 'ends',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 2, 'adjustment', 'small',
  priority => 10);
select tally.grant_credits(pg_temp.ann(), 50, 'adjustment', 'stays');
select tally.grant_credits(pg_temp.ann(), 9, 'adjustment', 'comes',
  effective_at => '2098-01-01', expires_at => '2099-01-01');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('chapter_creation', i::text) from generate_series(1, 5) i;
reset role;
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'ends';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'comes';
update tally_ledger.accounts set next_change_at = clock_timestamp();
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', i::text || 'b') from generate_series(1, 5) i;
reset role;
select tally.grant_credits(pg_temp.ann(), 7, 'adjustment', 'last');

select is((select balance::numeric from tally_ledger.accounts), (select sum(credits) from tally_ledger.entries),
  'balance = Σ entries');
select is((select balance::numeric from tally_ledger.accounts), (select sum(remaining) from tally_ledger.grant_state),
  'balance = Σ grants');
select is_empty(
  'select 1 from (select seq, row_number() over (order by seq) as n from tally_ledger.entries) t
   where seq <> n', 'seq has no gap');
select is_empty(
  'select 1 from (select credits, balance_after,
     lag(balance_after, 1, 0::tally_base.credits) over (order by seq) as before from tally_ledger.entries) t
   where before + credits <> balance_after', 'each balance follows from the one before');
select is_empty(
  'select e.seq from tally_ledger.entries e left join tally_ledger.entry_grants g using (account_id, seq)
   group by e.account_id, e.seq, e.credits having abs(e.credits) <> coalesce(sum(g.amount), 0)',
  'every entry is allocated in full');
select is_empty($$select g.id from tally_ledger.grant_state g
  join tally_ledger.entry_grants t on t.account_id = g.account_id and t.grant_id = g.id
  join tally_ledger.entries e on e.account_id = t.account_id and e.seq = t.seq
  group by g.id, g.remaining having g.remaining <> sum(case when e.kind = 'grant' then t.amount else -t.amount end)$$,
  'every grant has what its entries left');

select * from finish();
rollback;
