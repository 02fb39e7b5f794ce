-- threat 33: also in one account, since the scope carries the user.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
select tally.grant_credits(tally.account_of('b0000000-0000-4000-8000-000000000002'), 20, 'adjustment',
  'first');
insert into tally_ledger.account_members (account_id, user_id, role)
values (pg_temp.ann(), 'b0000000-0000-4000-8000-000000000002', 'member');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.spend('audio_upload', 'k')).replayed, false, 'ann''s');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select is((tally.spend('audio_upload', 'k')).replayed, false, 'bob''s in his own account');
select is((select (credits, replayed)::text from tally.spend('txt_upload', 'k', 1, pg_temp.ann())),
  '(-3.000000,f)', 'bob''s in ann''s account');

select * from finish();
rollback;
