-- Bounded before it is stored: price and quantity may both be legal and their product not.
begin;
select plan(2);

select tally_metering.set_price('gold', 1000);

select is((tally_metering.charge_of('gold', 1000000, clock_timestamp())).credits, 1000000000.0,
  'the most there is');
select throws_ok($$select tally_metering.charge_of('gold', 1000001, clock_timestamp())$$,
  'PT400', 'invalid_quantity', 'one more');

select * from finish();
rollback;
