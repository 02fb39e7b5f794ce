-- threats 22, 25: exact, and above 2^33 (8,589,934,592) only a JSON double rounds the last millionth.
begin;
select plan(13);

select is(amount::tally_base.credits::numeric, amount, format('%s is kept', amount))
from (values (9000000000.0), (8999999999.999999), (-8999999999.999999), (0.000001)) t (amount);
select is(amount::tally_base.credits::float8::text::numeric, amount, format('%s survives JSON', amount))
from (values (8589934591.999999), (-8589934591.999999), (8589934591.999998), (0.000001)) t (amount);
select throws_ok(format('select %L::tally_base.credits', amount), state, null, amount || ' is refused')
from (values ('9000000000.000001', '23514'), ('-9000000001', '23514'), ('NaN', '23514'),
  ('Infinity', '22003'), ('1e30', '22003')) t (amount, state);

select * from finish();
rollback;
