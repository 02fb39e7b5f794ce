-- threat 19: a table without row security, or a view with its owner's rights, shows everyone everything.
begin;
select plan(3);

select is_empty(
  $$ select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where (n.nspname = 'tally' or n.nspname like 'tally\_%') and c.relkind in ('r', 'p')
       and not c.relrowsecurity $$,
  'every table has row security');
select is_empty(
  $$ select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and (c.relkind = 'm' or c.relkind = 'v'
         and not coalesce('security_invoker=true' = any (c.reloptions), false)) $$,
  'every view runs as its reader');
select is_empty(
  $$ select c.oid::regclass from pg_class c where c.relnamespace = 'tally'::regnamespace
       and c.relkind in ('r', 'p', 'm', 'f', 'S') $$,
  'the exposed schema holds no table');

select * from finish();
rollback;
