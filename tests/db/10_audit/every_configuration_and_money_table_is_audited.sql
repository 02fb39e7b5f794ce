-- threat 105: each change has an entry or an audit row; a table without its trigger fails here.
begin;
select plan(1);

select set_eq(
  $$ select c.oid::regclass::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where t.tgfoid = 'tally_audit.record_change()'::regprocedure $$,
  $$ values ('tally_base.settings'), ('tally_base.deployment'), ('tally_base.admins'), ('tally_base.tiers'),
     ('tally_base.jobs'), ('tally_ledger.accounts'), ('tally_ledger.account_members'), ('tally_ledger.grants'),
     ('tally_metering.actions'), ('tally_metering.prices'), ('tally_billing.packs'),
     ('tally_billing.customers'), ('tally_billing.purchases'), ('tally_billing.checkout_sessions') $$,
  'audited tables');

select * from finish();
rollback;
