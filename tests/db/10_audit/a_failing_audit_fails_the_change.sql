-- threat 106: what cannot be recorded does not happen.
begin;
select plan(2);

alter table tally_audit.log add constraint broken check (false) not valid;

select throws_ok($$select tally_base.set_setting('welcome_credits', '5')$$, '23514', null,
  'the change fails');
select is(tally_base.setting('welcome_credits'), '0', 'and is not made');

select * from finish();
rollback;
