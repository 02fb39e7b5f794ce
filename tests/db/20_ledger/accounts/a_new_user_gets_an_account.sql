-- The trigger on auth.users; the user owns what it opens.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

select is((select (kind, status, tier, balance, seq)::text from tally_ledger.accounts
  where id = tally.account_of('a0000000-0000-4000-8000-000000000001')), '(personal,open,free,0.000000,0)',
  'open and empty');
select is((select string_agg(role, ',') from tally_ledger.account_members
    where account_id = tally.account_of('a0000000-0000-4000-8000-000000000001') and user_id = 'a0000000-0000-4000-8000-000000000001'),
  'owner', 'one owner');
insert into auth.users (id) values ('b0000000-0000-4000-8000-000000000002');
select isnt(tally.account_of('b0000000-0000-4000-8000-000000000002'),
  tally.account_of('a0000000-0000-4000-8000-000000000001'), 'also without an address, his own');

select * from finish();
rollback;
