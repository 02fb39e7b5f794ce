-- Every start of an app may call it.
begin;
select plan(3);

select is(tally_metering.set_price('audio_upload', 2), false, 'no change');
select is(tally_metering.set_price('audio_upload', 2.000000), false, 'also in other digits');
select is((select count(*) from tally_metering.prices where action = 'audio_upload'), 1::bigint,
  'no new row');

select * from finish();
rollback;
