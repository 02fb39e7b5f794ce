-- The fast path leaves the grant's row behind; whoever locks the account reads the truth.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 3);

reset role;
select is((select remaining::numeric from tally_ledger.grants), 20.0, 'stale after a fast spend');
select is((select remaining::numeric from tally_ledger.grant_state), 14.0, 'the view tells the truth');
select tally_ledger.lock_account(pg_temp.ann());
select is((select remaining::numeric from tally_ledger.grants), 14.0, 'settled');
select is((select remaining::numeric from tally_ledger.grant_state), 14.0, 'the same truth');
select throws_ok($$select tally_ledger.lock_account('a0000000-0000-4000-8000-000000000001')$$, 'PT404', 'not_found',
  'an unknown account');

select * from finish();
rollback;
