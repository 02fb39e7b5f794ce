-- Nothing changes then.
begin;
select plan(7);

select throws_ok(format('select tally_metering.set_price(%L, %L)', 'audio_upload', price), 'PT400', 'invalid_amount',
  coalesce(price, 'null'))
from (values (null), ('-1'), ('1000000001'), ('1.0000001'), ('NaN'), ('Infinity')) t (price);
select is((select count(*) from tally_metering.prices where action = 'audio_upload'), 1::bigint,
  'one price still');

select * from finish();
rollback;
