-- A fresh installation gives nothing away and sells.
begin;
select plan(3);

select results_eq('select name, value from tally_base.settings order by name',
  $$ values ('payments_enabled', 'true'::jsonb), ('welcome_credits', '0'::jsonb) $$, 'settings');
select results_eq('select name from tally_base.tiers order by rank',
  $$ values ('free'), ('basic'), ('pro'), ('team') $$, 'tiers in rising order');
select is((select length(value) from tally_base.secrets where name = 'person_hash'), 32,
  'a key of its own for each installation');

select * from finish();
rollback;
