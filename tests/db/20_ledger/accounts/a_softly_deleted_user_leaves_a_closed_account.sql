-- Auth's soft delete keeps the row; the token lives on just as long.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
update auth.users set email = 'anna@example.test';
select is((select status::text from tally_ledger.accounts), 'open', 'another change closes nothing');
update auth.users set deleted_at = now();
select is((select status::text from tally_ledger.accounts), 'closed', 'closed');

select * from finish();
rollback;
