-- threats 21 to 23: a domain would have rounded the seventh decimal before anyone saw it.
begin;
select plan(16);

select is(tally_base.require_credits(input)::numeric, input, format('%s is an amount', input))
from (values (1.0), (0.000001), (1000000000.0), (1.50000000)) amount (input);
select throws_ok(format('select tally_base.require_credits(%L)', input), 'PT400', 'invalid_amount',
  format('%s is none', coalesce(input, 'null')))
from (values (null), ('0'), ('-1'), ('-0.000001'), ('0.0000001'), ('1.0000009'), ('1000000000.000001'),
  ('9223372036854775808'), ('1e30'), ('NaN'), ('Infinity'), ('-Infinity')) amount (input);

select * from finish();
rollback;
