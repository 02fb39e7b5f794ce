-- The entry says who; the credits are the account's.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
insert into tally_ledger.account_members (account_id, user_id, role)
values (pg_temp.ann(), 'b0000000-0000-4000-8000-000000000002', 'member');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select is((select (account_id = pg_temp.ann(), balance_after)::text
  from tally.spend('audio_upload', 'k', 1, pg_temp.ann())), '(t,18.000000)', 'charged to ann''s account');
select is((select user_id from tally.entries), 'b0000000-0000-4000-8000-000000000002'::uuid, 'by bob');
select is((tally.balance()).posted, 0.0, 'bob''s own account is untouched');

select * from finish();
rollback;
