-- A later price changes no charge.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');
reset role;
select tally_metering.set_price('audio_upload', 9);

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.explain(2) ->> 'unit_price')::numeric, 2.0, 'then');
select is((tally.quote('audio_upload')).unit_price, 9.0, 'now');

select * from finish();
rollback;
