-- One row of doors.md; credits are numbers, low compares with the account's own mark.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 25, 'adjustment', 'first',
  '2099-01-01');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (available, posted, held, debt, status, low, expires_next_at = '2099-01-01', expires_next_credits,
  plan, tier)::text from tally.balance()),
  '(25.000000,25.000000,0.000000,0.000000,open,f,t,25.000000,,free)', 'of one''s own account');
select tally.spend('docx_processing', 'k', 2);
select is((tally.balance()).low, true, 'below 20 is low');
reset role;
update tally_ledger.accounts set low_balance = 5;
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.balance()).low, false, 'unless the account''s mark is lower');
select is((tally.balance()).updated_at, (select max(recorded_at) from tally.entries),
  'as of the last movement');

select * from finish();
rollback;
