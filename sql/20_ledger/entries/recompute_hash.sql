-- The hash that a stored entry must have, over the hash before it.
create function tally_ledger.recompute_hash(p_previous bytea, p tally_ledger.entries)
returns bytea
language plpgsql immutable
set search_path = ''
as $$
begin
  return tally_ledger.entry_hash(
    coalesce(p_previous, ''), p.account_id, p.seq, p.kind, p.credits, p.balance_after,
    p.available_after, p.debt_change, p.grant_id, p.scope, p.key, p.request_hash, p.action,
    p.price_id, p.quantity, p.user_id, p.actor, p.request_id, p.note_hash, p.event_at,
    p.recorded_at);
end
$$;
comment on function tally_ledger.recompute_hash(bytea, tally_ledger.entries) is 'Hash of a stored entry over the previous one''s (null before the first).';
revoke all on function tally_ledger.recompute_hash(bytea, tally_ledger.entries) from public;
