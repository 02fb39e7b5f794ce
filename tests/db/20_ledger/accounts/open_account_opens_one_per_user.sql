-- Sign-up and the back-fill of an installation may meet.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

select is(tally_ledger.open_account('a0000000-0000-4000-8000-000000000001', 'ann@example.test'),
  tally.account_of('a0000000-0000-4000-8000-000000000001'), 'a repeat finds it');
select is((select count(*) from tally_ledger.accounts), 1::bigint, 'and opens no second one');

select * from finish();
rollback;
