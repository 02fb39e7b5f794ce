-- Whoever belongs to an account does what his role allows: member, admin, owner, and a stranger nothing.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
insert into auth.users (id, email) values ('c0000000-0000-4000-8000-000000000003', 'cid@example.test');
insert into auth.users (id, email) values ('d0000000-0000-4000-8000-000000000004', 'dan@example.test');
select tally.grant_credits(pg_temp.ann(), 500, 'adjustment', 'first');
insert into tally_ledger.account_members (account_id, user_id, role) values
  (pg_temp.ann(), 'b0000000-0000-4000-8000-000000000002', 'admin'),
  (pg_temp.ann(), 'c0000000-0000-4000-8000-000000000003', 'member');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'the owner''s entry');
create function pg_temp.answer(p_call text) returns text language plpgsql as $$
begin
  execute format(p_call, pg_temp.ann());
  return 'ok';
exception when others then
  return sqlerrm;
end $$;
create function pg_temp.matrix() returns text language sql as $$
  select string_agg(format('%s %s', door, pg_temp.answer(call)), ', ' order by position)
  from (values
    (1, 'balance', 'select tally.balance(%L)'),
    (2, 'quote', 'select tally.quote($x$audio_upload$x$, 1, %L)'),
    (3, 'spend', 'select tally.spend($x$audio_upload$x$, gen_random_uuid()::text, 1, %L)'),
    (4, 'explain', 'select tally.explain(2, %L)'),
    (5, 'start_purchase', 'select tally.start_purchase($x$starter$x$, 1, %L)')) d (position, door, call)
$$;

select is(pg_temp.matrix(), 'balance ok, quote ok, spend ok, explain ok, start_purchase ok', 'owner');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select is(pg_temp.matrix(), 'balance ok, quote ok, spend ok, explain ok, start_purchase not_allowed',
  'admin');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "c0000000-0000-4000-8000-000000000003", "role": "authenticated"}';
select is(pg_temp.matrix(),
  'balance ok, quote ok, spend ok, explain not_found, start_purchase not_allowed', 'member');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "d0000000-0000-4000-8000-000000000004", "role": "authenticated"}';
select is(pg_temp.matrix(),
  'balance not_found, quote not_found, spend not_found, explain not_found, start_purchase not_found',
  'stranger');

select * from finish();
rollback;
