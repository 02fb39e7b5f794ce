-- The same key for another account is another grant.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 10, 'adjustment', 'k');

select is((tally.grant_credits(tally.account_of('b0000000-0000-4000-8000-000000000002'), 10, 'adjustment', 'k')).replayed,
  false, 'independent');

select * from finish();
rollback;
