-- What the fast path trusts.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;

select is((select (grant_id, remaining, next_change_at)::text from tally_ledger.head(pg_temp.ann(), now())),
  '(,0.000000,infinity)', 'none');
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'later');
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'sooner',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 7, 'adjustment', 'scheduled',
  null, '2098-01-01');
select is((select (g.key, h.remaining, h.next_change_at = '2098-01-01')::text
  from tally_ledger.head(pg_temp.ann(), clock_timestamp()) h join tally_ledger.grants g on g.id = h.grant_id),
  '(sooner,5.000000,t)', 'the sooner one, until the scheduled one comes');
select is((select (g.key, a.head_remaining, a.next_change_at = '2098-01-01')::text
  from tally_ledger.accounts a join tally_ledger.grants g on g.id = a.head_grant_id), '(sooner,5.000000,t)',
  'and the account knows');

select * from finish();
rollback;
