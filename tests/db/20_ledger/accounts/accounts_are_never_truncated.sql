-- Not even with everything that hangs on them.
begin;
select plan(1);

select throws_ok('truncate tally_ledger.accounts cascade', 'PT409', 'append_only', 'refused');

select * from finish();
rollback;
