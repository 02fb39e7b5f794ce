-- Each charge keeps the price it was made at.
begin;
select plan(4);

select is(tally_metering.set_price('audio_upload', 7), true, 'a new price');
select is((tally_metering.charge_of('audio_upload', 1, clock_timestamp())).unit_price, 7.0,
  'holds from now on');
select results_eq(
  $$ select credits::numeric, to_at is null, to_at is not distinct from lead(from_at) over (order by from_at)
     from tally_metering.prices where action = 'audio_upload' order by from_at $$,
  $$ values (2.0, false, true), (7.0, true, true) $$,
  'the old one ended in the same instant');
select is((tally_metering.charge_of('audio_upload', 1, (select from_at from tally_metering.prices
  where action = 'audio_upload' and credits = 2))).unit_price, 2.0, 'and still holds at its own time');

select * from finish();
rollback;
