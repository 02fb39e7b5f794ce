-- A biconditional pins each state to its instant.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter');

reset role;
select throws_ok('update tally_billing.purchases set ' || change, '23514', null, change)
from (values ($$status = 'paid'$$), ('paid_at = now()'), ($$status = 'expired'$$), ('ended_at = now()'),
  ($$status = 'refunded'$$), ('quantity = 0'), ('amount_minor = 0')) t (change);

select * from finish();
rollback;
