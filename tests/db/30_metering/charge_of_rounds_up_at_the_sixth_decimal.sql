-- A charge is never less than price times quantity, and never a millionth more than needed.
begin;
select plan(5);

select tally_metering.set_price('drop', 0.000003, 'Drop');
update tally_metering.actions set divisible = true where key = 'drop';

select is((tally_metering.charge_of('drop', quantity, clock_timestamp())).credits, credits,
  format('%s drops cost %s', quantity, credits))
from (values (1.0, 0.000003), (0.5, 0.000002), (0.000001, 0.000001), (1.000001, 0.000004), (2.0, 0.000006))
  t (quantity, credits);

select * from finish();
rollback;
