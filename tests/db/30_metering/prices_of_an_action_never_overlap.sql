-- Two prices at one instant would make a charge a matter of luck.
begin;
select plan(1);

select throws_ok(
  $$insert into tally_metering.prices (action, credits, from_at) values ('audio_upload', 9, now() + '1 day')$$,
  '23P01', null, 'while an open one holds');

select * from finish();
rollback;
