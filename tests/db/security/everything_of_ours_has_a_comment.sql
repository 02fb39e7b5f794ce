-- House rule: what a stranger reads in the catalogue says what it is.
begin;
select plan(2);

select is_empty(
  $$ select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where (n.nspname = 'tally' or n.nspname like 'tally\_%') and c.relkind in ('r', 'v')
       and obj_description(c.oid, 'pg_class') is null $$,
  'tables and views');
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and obj_description(p.oid, 'pg_proc') is null $$,
  'functions');

select * from finish();
rollback;
