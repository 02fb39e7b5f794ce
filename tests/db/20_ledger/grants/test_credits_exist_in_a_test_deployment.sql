-- The same call that a live one refuses.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally_base.set_mode('test');

select is((select credits from tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 5, 'test', 'k')),
  5.0, 'granted');

select * from finish();
rollback;
