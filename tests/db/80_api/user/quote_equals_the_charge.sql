-- The same function prices both, for every quantity.
begin;
select plan(6);

select tally_metering.set_price('drop', 0.123457);
update tally_metering.actions set divisible = true where key = 'drop';
insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 1000, 'adjustment',
  'first');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is(-(tally.spend('drop', quantity::text, quantity)).credits, (tally.quote('drop', quantity)).credits,
  format('%s drops', quantity))
from (values (1.0), (0.000001), (0.333333), (1.000001), (7.5), (1234.567891)) t (quantity);

select * from finish();
rollback;
