-- A price may be 0; the use still shows in the history.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally_metering.set_price('free_sample', 0);

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (seq, credits, balance_after, available)::text from tally.spend('free_sample', 'k')),
  '(1,0.000000,0.000000,0.000000)', 'also on an empty account');
reset role;
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 5, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (seq, credits, balance_after)::text from tally.spend('free_sample', 'k2')),
  '(3,0.000000,5.000000)', 'and on a full one');
select is((tally.spend('free_sample', 'k')).replayed, true, 'and it replays');

select * from finish();
rollback;
