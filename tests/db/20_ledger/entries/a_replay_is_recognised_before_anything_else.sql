-- Price, action, tier, status and funds may have changed since: the first result stands.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 2, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');
reset role;
select tally_metering.set_price('audio_upload', 50);
update tally_metering.actions set active = false, min_tier = 'team' where key = 'audio_upload';
update tally_ledger.accounts set status = 'frozen';

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (credits, replayed)::text from tally.spend('audio_upload', 'k')), '(-2.000000,t)',
  'replayed');

select * from finish();
rollback;
