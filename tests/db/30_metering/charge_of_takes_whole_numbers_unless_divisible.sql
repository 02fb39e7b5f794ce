-- threats 21 to 23 for quantities.
begin;
select plan(17);

select tally_metering.set_price('piece_work', 0.5);
select tally_metering.set_price('listening', 0.5);
update tally_metering.actions set divisible = true where key = 'listening';

select lives_ok(format('select tally_metering.charge_of(%L, %L, now() + interval ''1 s'')', action, quantity),
  format('%s of %s', quantity, action))
from (values (1.0, 'piece_work'), (1000000000, 'piece_work'), (3.000, 'piece_work'),
  (0.000001, 'listening'), (2.5, 'listening')) t (quantity, action);
select throws_ok(format('select tally_metering.charge_of(%L, %L, now() + interval ''1 s'')', action, quantity),
  'PT400', 'invalid_quantity', format('%s of %s', coalesce(quantity, 'null'), action))
from (values (null, 'piece_work'), ('0', 'piece_work'), ('-1', 'piece_work'), ('1.5', 'piece_work'),
  ('1000000001', 'piece_work'), ('1e30', 'piece_work'), ('NaN', 'piece_work'), ('Infinity', 'piece_work'),
  (null, 'listening'), ('0', 'listening'), ('0.0000001', 'listening'), ('NaN', 'listening'))
  t (quantity, action);

select * from finish();
rollback;
