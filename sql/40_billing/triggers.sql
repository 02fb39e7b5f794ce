create trigger packs_are_audited after insert or update or delete on tally_billing.packs
  for each row execute function tally_audit.record_change('key');
create trigger customers_are_audited after insert or update or delete on tally_billing.customers
  for each row execute function tally_audit.record_change('customer_id');
create trigger purchases_are_audited after insert or update or delete on tally_billing.purchases
  for each row execute function tally_audit.record_change('account_id', 'id');
create trigger checkout_sessions_are_audited after insert or update or delete
  on tally_billing.checkout_sessions
  for each row execute function tally_audit.record_change('session_id');
