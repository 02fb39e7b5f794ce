-- The head grant's row is stale, the view is not; what time ended shows so before it is booked.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'head',
  priority => 0);
select tally.grant_credits(pg_temp.ann(), 2, 'adjustment', 'ended');
select tally.grant_credits(pg_temp.ann(), 9, 'adjustment', 'waits',
  effective_at => '2099-01-01');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');
reset role;
update tally_ledger.grants set effective_at = now() - interval '2 days', expires_at = now() - interval '1 day'
where key = 'ended';

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select results_eq('select amount::numeric, remaining::numeric, state from tally.grants order by id',
  $$values (20.0, 18.0, 'live'), (2.0, 2.0, 'expired'), (9.0, 0.0, 'scheduled')$$,
  'live, expired, scheduled');
select tally.spend('chapter_creation', 'rest', 18);
select is((select state from tally.grants order by id limit 1), 'spent', 'spent');

select * from finish();
rollback;
