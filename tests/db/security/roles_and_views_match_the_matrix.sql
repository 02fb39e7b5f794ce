-- An admin reads all of an account, a member what he did himself.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
insert into auth.users (id, email) values ('c0000000-0000-4000-8000-000000000003', 'cid@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 500, 'adjustment',
  'first');
select set_config('test.ann', tally.account_of('a0000000-0000-4000-8000-000000000001')::text, true);
insert into tally_ledger.account_members (account_id, user_id, role) values
  (tally.account_of('a0000000-0000-4000-8000-000000000001'), 'b0000000-0000-4000-8000-000000000002', 'admin'),
  (tally.account_of('a0000000-0000-4000-8000-000000000001'), 'c0000000-0000-4000-8000-000000000003',
  'member');
create function pg_temp.seen() returns text language sql as $$
  select concat_ws(' ',
    (select count(*) from tally.entries where account_id = current_setting('test.ann')::uuid),
    (select count(reference) from tally.entries where account_id = current_setting('test.ann')::uuid),
    (select count(*) from tally.grants where account_id = current_setting('test.ann')::uuid),
    (select count(*) from tally.purchases where account_id = current_setting('test.ann')::uuid))
$$;
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 1, null, 'ann''s');
select tally.start_purchase('starter');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "c0000000-0000-4000-8000-000000000003", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 1, current_setting('test.ann')::uuid, 'cid''s');
select is(pg_temp.seen(), '1 1 0 0', 'a member reads his own entry with its note');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select is(pg_temp.seen(), '3 2 1 1', 'an admin reads entries, notes, grants, purchases');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(pg_temp.seen(), '3 2 1 1', 'so does the owner');

select * from finish();
rollback;
