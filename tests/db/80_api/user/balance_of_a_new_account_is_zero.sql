-- Also for a user who never did anything.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (available, posted, low, expires_next_at, expires_next_credits, updated_at is not null)::text
  from tally.balance()), '(0,0.000000,t,,,t)', 'nothing, and low');

select * from finish();
rollback;
