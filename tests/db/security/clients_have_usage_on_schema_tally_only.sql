-- threats 16, 18: clients name nothing outside `tally` and create nothing anywhere in ours.
begin;
select plan(4);

select set_eq(
  $$ select r.rolname::text, n.nspname::text
     from pg_namespace n
     join pg_roles r on r.rolname in ('anon', 'authenticated', 'service_role')
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and has_schema_privilege(r.rolname, n.oid, 'usage') $$,
  $$ values ('anon', 'tally'), ('authenticated', 'tally'), ('service_role', 'tally') $$,
  'usage');
select is_empty(
  $$ select r.rolname, n.nspname
     from pg_namespace n
     join pg_roles r on r.rolname in ('anon', 'authenticated', 'service_role')
     where (n.nspname = 'tally' or n.nspname like 'tally\_%')
       and has_schema_privilege(r.rolname, n.oid, 'create') $$,
  'nobody creates in our schemas');
select is_empty(
  $$ select r.rolname from pg_roles r
     where r.rolname in ('anon', 'authenticated', 'service_role')
       and has_database_privilege(r.rolname, current_database(), 'create') $$,
  'nobody creates a schema');
select set_eq(
  $$ select nspname::text from pg_namespace where nspname = 'tally' or nspname like 'tally\_%' $$,
  $$ values ('tally'), ('tally_audit'), ('tally_base'), ('tally_billing'), ('tally_ledger'),
       ('tally_metering') $$,
  'schemas');

select * from finish();
rollback;
