-- With their frozen terms and status.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('creator');

select results_eq(
  'select pack, status, quantity, credits::numeric, amount_minor, currency, paid_at from tally.purchases',
  $$values ('creator', 'pending', 1, 1500.0, 1499::bigint, 'usd', null::timestamptz)$$, 'pending');

select * from finish();
rollback;
