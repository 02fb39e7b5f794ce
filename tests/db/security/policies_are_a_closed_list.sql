-- threat 4: one more permissive policy would open a table, whatever the others say.
begin;
select plan(1);

select set_eq(
  $$ select format('%s.%s', schemaname, tablename), policyname::text, permissive, cmd, roles::text
     from pg_policies where schemaname = 'tally' or schemaname like 'tally\_%' $$,
  $$ values
     ('tally_billing.packs', 'packs_anyone_reads', 'PERMISSIVE', 'SELECT', '{anon,authenticated}'),
     ('tally_billing.purchases', 'purchases_admins_read', 'PERMISSIVE', 'SELECT', '{authenticated}'),
     ('tally_ledger.accounts', 'accounts_members_read', 'PERMISSIVE', 'SELECT', '{authenticated}'),
     ('tally_ledger.allocations', 'allocations_admins_read', 'PERMISSIVE', 'SELECT', '{authenticated}'),
     ('tally_ledger.entries', 'entries_members_read', 'PERMISSIVE', 'SELECT', '{authenticated}'),
     ('tally_ledger.entry_notes', 'entry_notes_entry_readers_read', 'PERMISSIVE', 'SELECT',
       '{authenticated}'),
     ('tally_ledger.grants', 'grants_admins_read', 'PERMISSIVE', 'SELECT', '{authenticated}'),
     ('tally_metering.actions', 'actions_anyone_reads', 'PERMISSIVE', 'SELECT', '{anon,authenticated}'),
     ('tally_metering.prices', 'prices_anyone_reads', 'PERMISSIVE', 'SELECT', '{anon,authenticated}') $$,
  'policies');

select * from finish();
rollback;
