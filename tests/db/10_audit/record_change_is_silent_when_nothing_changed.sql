-- A row per real change keeps the log worth reading.
begin;
select plan(1);

create temp table before as select count(*) as rows from tally_audit.log;
update tally_base.settings set value = value;
select tally_base.set_setting('welcome_credits', '0');

select is((select count(*) from tally_audit.log), (select rows from before), 'no row');

select * from finish();
rollback;
