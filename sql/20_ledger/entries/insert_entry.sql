-- Writes the entry that the account row already counts, and its note.
-- False when the key exists: a parallel call with the same key was first.
create function tally_ledger.insert_entry(
  p tally_ledger.posting, p_stamp tally_ledger.stamp, p_account tally_ledger.accounts,
  p_grant_id bigint)
returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  insert into tally_ledger.entries (
    account_id, seq, kind, credits, balance_after, available_after, grant_id, scope, key,
    request_hash, action, price_id, quantity, user_id, actor, request_id, note_hash,
    event_at, recorded_at, hash)
  values (
    p.account_id, p_account.seq, p.kind, p.credits, p_account.balance,
    p_account.balance - p_account.held, p_grant_id, p.scope, p.key,
    p.request_hash, p.action, p.price_id, p.quantity, p.user_id, p_stamp.actor,
    p_stamp.request_id, p_stamp.note_hash,
    coalesce(p.event_at, p_account.last_recorded_at), p_account.last_recorded_at,
    p_account.last_hash)
  on conflict (account_id, scope, key) do nothing;
  if not found then
    return false;
  end if;

  if p_stamp.salt is not null then
    insert into tally_ledger.entry_notes (account_id, seq, salt, reference, metadata)
    values (p.account_id, p_account.seq, p_stamp.salt, p.reference, p.metadata);
  end if;
  return true;
end
$$;
comment on function tally_ledger.insert_entry(tally_ledger.posting, tally_ledger.stamp, tally_ledger.accounts, bigint) is 'Inserts the entry of the account''s present seq; false when its key is taken.';
revoke all on function tally_ledger.insert_entry(tally_ledger.posting, tally_ledger.stamp, tally_ledger.accounts, bigint) from public;
