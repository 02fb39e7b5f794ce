-- One row per spend: no allocation is needed for one grant.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');

reset role;
select is((select count(*) from tally_ledger.allocations), 0::bigint, 'no allocation');
select is((select (seq, amount, grant_id = (select id from tally_ledger.grants))::text
  from tally_ledger.entry_grants where seq = 2), '(2,2.000000,t)', 'the entry names its grant');

select * from finish();
rollback;
