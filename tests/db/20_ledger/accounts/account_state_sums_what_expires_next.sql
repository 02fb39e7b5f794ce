-- Several grants may end at one instant.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 10, 'adjustment', 'first',
  '2099-01-01');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment', 'second',
  '2099-01-01');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 40, 'adjustment', 'later',
  '2099-06-01');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 80, 'adjustment',
  'never');
select is((select (expires_next_at = '2099-01-01', expires_next_credits)::text
  from tally_ledger.account_state(tally.account_of('a0000000-0000-4000-8000-000000000001'))), '(t,30.000000)',
  'the earliest instant and its sum');

select * from finish();
rollback;
