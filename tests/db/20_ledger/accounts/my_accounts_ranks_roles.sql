-- What a policy asks: where am I this or more?
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
insert into auth.users (id, email) values ('c0000000-0000-4000-8000-000000000003', 'cid@example.test');
insert into tally_ledger.account_members (account_id, user_id, role) values
  (tally.account_of('a0000000-0000-4000-8000-000000000001'), 'c0000000-0000-4000-8000-000000000003', 'member'),
  (tally.account_of('b0000000-0000-4000-8000-000000000002'), 'c0000000-0000-4000-8000-000000000003', 'admin');
create function pg_temp.counts() returns text language sql as $$
  select string_agg((select count(*) from tally_ledger.my_accounts(r))::text, ' ' order by position)
  from unnest(array['member', 'admin', 'owner', 'king', null]) with ordinality t (r, position)
$$;

set local "request.jwt.claims" to '{"sub": "c0000000-0000-4000-8000-000000000003"}';
select is(pg_temp.counts(), '3 2 1 0 0',
  'member of three, admin of two, owner of one, and nothing in an unknown role');
set local "request.jwt.claims" to '{"sub": "d0000000-0000-4000-8000-000000000004"}';
select is(pg_temp.counts(), '0 0 0 0 0', 'a stranger has none');
set local "request.jwt.claims" to '';
select is(pg_temp.counts(), '0 0 0 0 0', 'nobody has none');

select * from finish();
rollback;
