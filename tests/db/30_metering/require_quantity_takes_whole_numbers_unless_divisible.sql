-- threats 21 to 23 for quantities.
begin;
select plan(17);

select lives_ok(format('select tally_metering.require_quantity(%L, %L)', quantity, divisible),
  format('%s, divisible %s', quantity, divisible))
from (values (1.0, false), (1000000000, false), (3.000, false), (0.000001, true), (2.5, true))
  t (quantity, divisible);
select throws_ok(format('select tally_metering.require_quantity(%L, %L)', quantity, divisible),
  'PT400', 'invalid_quantity', format('%s, divisible %s', coalesce(quantity, 'null'), divisible))
from (values (null, false), ('0', false), ('-1', false), ('1.5', false), ('1000000001', false), ('1e30', false),
  ('NaN', false), ('Infinity', false), (null, true), ('0', true), ('0.0000001', true), ('NaN', true))
  t (quantity, divisible);

select * from finish();
rollback;
