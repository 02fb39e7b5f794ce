-- A spend decides by the instant: the job need not have run.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'ends',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 2, 'adjustment', 'stays');
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'ends';
update tally_ledger.accounts set next_change_at = clock_timestamp();

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok($$select tally.spend('txt_upload', 'k')$$, 'PT402', 'insufficient_credits', '2 are not 3');
select is((select (seq, balance_after)::text from tally.spend('audio_upload', 'k')), '(4,0.000000)',
  'the spend books the expiry first');
reset role;
select results_eq(
  'select seq, kind::text, credits::numeric, balance_after::numeric from tally_ledger.entries
   where seq > 2 order by seq',
  $$ values (3::bigint, 'expire', -5.0, 2.0), (4, 'spend', -2.0, 0.0) $$, 'expiry, then spend');
select is((select event_at from tally_ledger.entries where seq = 3),
  (select expires_at from tally_ledger.grants where key = 'ends'), 'it happened when the grant ended');

select * from finish();
rollback;
