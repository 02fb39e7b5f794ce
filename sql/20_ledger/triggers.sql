create trigger entries_refuse_change before update or delete on tally_ledger.entries
  for each row execute function tally_base.forbid_change();
create trigger entries_refuse_truncate before truncate on tally_ledger.entries
  for each statement execute function tally_base.forbid_change();
create trigger allocations_refuse_change before update or delete on tally_ledger.allocations
  for each row execute function tally_base.forbid_change();
create trigger allocations_refuse_truncate before truncate on tally_ledger.allocations
  for each statement execute function tally_base.forbid_change();
create trigger accounts_refuse_delete before delete on tally_ledger.accounts
  for each row execute function tally_base.forbid_change();
create trigger accounts_refuse_truncate before truncate on tally_ledger.accounts
  for each statement execute function tally_base.forbid_change();
create trigger grants_refuse_delete before delete on tally_ledger.grants
  for each row execute function tally_base.forbid_change();
create trigger grants_refuse_truncate before truncate on tally_ledger.grants
  for each statement execute function tally_base.forbid_change();

-- A movement always raises seq, so a balance that changes without it was changed by hand.
-- The condition is parsed by every spend: it says only what lets a movement pass.
create trigger accounts_refuse_balance_by_hand before update on tally_ledger.accounts
  for each row when (old.seq = new.seq)
  execute function tally_ledger.refuse_balance_by_hand();

create trigger accounts_are_audited after update of kind, status, tier, low_balance
  on tally_ledger.accounts
  for each row execute function tally_audit.record_change('id');
-- Not remaining and state: entries prove those.
create trigger grants_are_audited
  after update of source, amount, priority, effective_at, expires_at, cost_basis, currency, purchase_id
  on tally_ledger.grants
  for each row execute function tally_audit.record_change('account_id', 'id');
create trigger account_members_are_audited after insert or update or delete
  on tally_ledger.account_members
  for each row execute function tally_audit.record_change('account_id', 'user_id');

create trigger tally_opens_account after insert on auth.users
  for each row execute function tally_ledger.on_user_created();
create trigger tally_closes_account after delete on auth.users
  for each row execute function tally_ledger.on_user_deleted();
create trigger tally_closes_account_softly after update of deleted_at on auth.users
  for each row when (new.deleted_at is not null)
  execute function tally_ledger.on_user_deleted();
