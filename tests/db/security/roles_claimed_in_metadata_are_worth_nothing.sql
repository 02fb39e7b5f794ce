-- threats 7, 8: user_metadata is written by the user himself.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
create function pg_temp.bob() returns uuid language sql security definer as
  $$ select tally.account_of('b0000000-0000-4000-8000-000000000002') $$;
select tally.grant_credits(pg_temp.bob(), 20, 'adjustment', 'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated",
  "user_metadata": {"role": "admin"}, "app_metadata": {"role": "admin", "roles": ["service_role"]}}';

select throws_ok($$select tally.balance(pg_temp.bob())$$, 'PT404', 'not_found',
  'another''s balance stays closed');
select is((select count(*) from tally.entries), 0::bigint, 'so do his entries');
select throws_ok($$select tally.grant_credits(pg_temp.bob(), 1, 'adjustment', 'k')$$,
  '42501', null, 'and the doors of the service');

select * from finish();
rollback;
