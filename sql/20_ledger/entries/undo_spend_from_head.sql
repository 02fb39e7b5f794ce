-- Takes back the account row of a fast path whose entry could not be written.
-- The row is still locked by us, so the entry before it holds what to restore.
create function tally_ledger.undo_spend_from_head(p tally_ledger.posting)
returns void
language sql volatile
set search_path = ''
as $$
  update tally_ledger.accounts a
  set balance = a.balance - p.credits,
    head_remaining = a.head_remaining - p.credits,
    seq = a.seq - 1,
    (last_recorded_at, last_hash) = (
      select coalesce(e.recorded_at, '-infinity'), coalesce(e.hash, '')
      from (select 1) always
      left join tally_ledger.entries e on e.account_id = a.id and e.seq = a.seq - 1)
  where a.id = p.account_id
$$;
comment on function tally_ledger.undo_spend_from_head(tally_ledger.posting) is 'Restores the account as it was before spend_from_head.';
revoke all on function tally_ledger.undo_spend_from_head(tally_ledger.posting) from public;
