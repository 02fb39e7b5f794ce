-- A frozen or indebted account may buy: that is how it settles. A closed one may not.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
update tally_ledger.accounts set status = 'frozen', debt = 5, seq = seq + 1;

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select lives_ok($$select tally.start_purchase('starter')$$, 'frozen and in debt');
reset role;
update tally_ledger.accounts set status = 'closed';
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok($$select tally.start_purchase('starter')$$, 'PT403', 'account_closed', 'closed');

select * from finish();
rollback;
