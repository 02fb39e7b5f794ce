-- threat 102: deleting and coming back is no way to get them twice.
begin;
select plan(4);

create function pg_temp.bob() returns uuid language sql security definer as
  $$ select tally.account_of('b0000000-0000-4000-8000-000000000002') $$;
select tally_base.set_setting('welcome_credits', '25');
insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
delete from auth.users where id = 'a0000000-0000-4000-8000-000000000001';
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', ' ANN@example.test');

select is((select balance::numeric from tally_ledger.accounts where id = pg_temp.ann()), 25.0,
  'the first time');
select is((select balance::numeric from tally_ledger.accounts where id = pg_temp.bob()), 0.0,
  'not the second');
select is((select count(*) from tally_ledger.welcomed_people), 1::bigint, 'one person is remembered');
select isnt(pg_temp.ann(), pg_temp.bob(), 'with a new account, the old one stays closed');

select * from finish();
rollback;
