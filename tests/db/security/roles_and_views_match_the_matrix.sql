-- An admin reads all of an account, a member what he did himself.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
insert into auth.users (id, email) values ('c0000000-0000-4000-8000-000000000003', 'cid@example.test');
select tally.grant_credits(pg_temp.ann(), 500, 'adjustment', 'first');
insert into tally_ledger.account_members (account_id, user_id, role) values
  (pg_temp.ann(), 'b0000000-0000-4000-8000-000000000002', 'admin'),
  (pg_temp.ann(), 'c0000000-0000-4000-8000-000000000003', 'member');
create function pg_temp.seen() returns text language sql as $$
  select concat_ws(' ',
    (select count(*) from tally.entries where account_id = pg_temp.ann()),
    (select count(reference) from tally.entries where account_id = pg_temp.ann()),
    (select count(*) from tally.grants where account_id = pg_temp.ann()),
    (select count(*) from tally.purchases where account_id = pg_temp.ann()))
$$;
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 1, null, 'ann''s');
select tally.start_purchase('starter');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "c0000000-0000-4000-8000-000000000003", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 1, pg_temp.ann(), 'cid''s');

select is(pg_temp.seen(), '1 1 0 0', 'a member reads his own entry with its note');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select is(pg_temp.seen(), '3 2 1 1', 'an admin reads entries, notes, grants, purchases');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(pg_temp.seen(), '3 2 1 1', 'so does the owner');

select * from finish();
rollback;
