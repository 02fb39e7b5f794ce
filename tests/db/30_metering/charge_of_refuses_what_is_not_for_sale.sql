-- Unknown, inactive and unpriced actions are one answer.
begin;
select plan(7);

insert into tally_metering.actions (key, title) values ('unpriced', 'Unpriced');
update tally_metering.actions set active = false where key = 'txt_upload';

select throws_ok(format('select tally_metering.charge_of(%L, 1, clock_timestamp())', action),
  'PT404', 'not_found', name)
from (values ('unknown', 'no_such_action'), ('null', null), ('without a price', 'unpriced'),
  ('inactive', 'txt_upload'), ('100 kB', repeat('a', 102400)), ('another case', 'Audio_Upload')) t (name, action);
select throws_ok($$select tally_metering.charge_of('audio_upload', 1, '2000-01-01')$$, 'PT404', 'not_found',
  'before its first price');

select * from finish();
rollback;
