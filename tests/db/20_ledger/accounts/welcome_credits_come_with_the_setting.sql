-- Default 0: a fresh installation gives nothing away.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

select is((select count(*) from tally_ledger.grants), 0::bigint, 'none by default');
select tally_base.set_setting('welcome_credits', '25');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select is((select (source, amount, remaining)::text from tally_ledger.grant_state),
  '(welcome,25.000000,25.000000)', 'a new person gets them');
insert into auth.users (id) values ('c0000000-0000-4000-8000-000000000003');
select is((select balance::numeric from tally_ledger.accounts where id = tally.account_of('c0000000-0000-4000-8000-000000000003')),
  0.0, 'nobody knows who has no address');

select * from finish();
rollback;
