-- threats 5, 95: clients read a few tables behind views; nobody but the owner writes.
begin;
select plan(1);

select set_eq(
  $$ select format('%s.%s', n.nspname, c.relname), coalesce(r.rolname::text, 'PUBLIC'), a.privilege_type
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     cross join lateral aclexplode(c.relacl) a
     left join pg_roles r on r.oid = a.grantee
     where (n.nspname = 'tally' or n.nspname like 'tally\_%') and a.grantee <> c.relowner $$,
  $$ values
     ('tally.actions', 'anon', 'SELECT'),
     ('tally.actions', 'authenticated', 'SELECT'),
     ('tally.entries', 'authenticated', 'SELECT'),
     ('tally.grants', 'authenticated', 'SELECT'),
     ('tally.packs', 'anon', 'SELECT'),
     ('tally.packs', 'authenticated', 'SELECT'),
     ('tally.purchases', 'authenticated', 'SELECT'),
     ('tally_billing.packs', 'anon', 'SELECT'),
     ('tally_billing.packs', 'authenticated', 'SELECT'),
     ('tally_billing.purchases', 'authenticated', 'SELECT'),
     ('tally_ledger.allocations', 'authenticated', 'SELECT'),
     ('tally_ledger.entries', 'authenticated', 'SELECT'),
     ('tally_ledger.entry_grants', 'authenticated', 'SELECT'),
     ('tally_ledger.entry_notes', 'authenticated', 'SELECT'),
     ('tally_ledger.grant_state', 'authenticated', 'SELECT'),
     ('tally_ledger.grants', 'authenticated', 'SELECT'),
     ('tally_metering.actions', 'anon', 'SELECT'),
     ('tally_metering.actions', 'authenticated', 'SELECT'),
     ('tally_metering.priced_actions', 'anon', 'SELECT'),
     ('tally_metering.priced_actions', 'authenticated', 'SELECT'),
     ('tally_metering.prices', 'anon', 'SELECT'),
     ('tally_metering.prices', 'authenticated', 'SELECT') $$,
  'relations and sequences');

select * from finish();
rollback;
