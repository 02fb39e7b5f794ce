-- Also the door of the service.
begin;
select plan(2);

select throws_ok($$select tally_ledger.personal_account('a0000000-0000-4000-8000-000000000001')$$, 'PT404',
  'not_found', 'no such user');
select throws_ok('select tally.account_of(null)', 'PT404', 'not_found', 'nobody');

select * from finish();
rollback;
