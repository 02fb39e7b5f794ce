-- CREDIT_COST_PHOTO_EDIT=4 is all an app has to say.
begin;
select plan(3);

select tally_metering.set_price('photo_edit', 4);

select is((select (key, title, unit, divisible, min_tier, active)::text from tally_metering.actions
  where key = 'photo_edit'), '(photo_edit,"Photo Edit",piece,f,free,t)', 'with a title from its key');
select is(tally_metering.set_price('free_sample', 0), true, 'a price may be 0');
select throws_ok($$select tally_metering.set_price('Photo Edit', 4)$$, '23514', null, 'a key is snake_case');

select * from finish();
rollback;
