-- threat 6: a grant on one column is a hole that a list of tables does not show.
begin;
select plan(1);

select set_eq(
  $$ select format('%s.%s.%s', n.nspname, c.relname, t.attname), coalesce(r.rolname::text, 'PUBLIC'),
       a.privilege_type
     from pg_attribute t
     join pg_class c on c.oid = t.attrelid
     join pg_namespace n on n.oid = c.relnamespace
     cross join lateral aclexplode(t.attacl) a
     left join pg_roles r on r.oid = a.grantee
     where n.nspname = 'tally' or n.nspname like 'tally\_%' $$,
  $$ values
     ('tally_ledger.accounts.id', 'authenticated', 'SELECT'),
     ('tally_ledger.accounts.head_grant_id', 'authenticated', 'SELECT'),
     ('tally_ledger.accounts.head_remaining', 'authenticated', 'SELECT') $$,
  'columns');

select * from finish();
rollback;
