-- threat 100: after the clock of the server was set back, the last instant holds.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
update tally_ledger.accounts set last_recorded_at = clock_timestamp() + interval '1 hour';
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'fast');
select tally.spend('audio_upload', 'fast again');
reset role;
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'second');

select is((select count(distinct recorded_at) from tally_ledger.entries where seq > 1), 1::bigint,
  'later entries keep the last instant');
select is_empty($$ select 1 from (select recorded_at, lag(recorded_at) over (order by seq) as before
  from tally_ledger.entries) t where recorded_at < before $$, 'in the order of seq');

select * from finish();
rollback;
