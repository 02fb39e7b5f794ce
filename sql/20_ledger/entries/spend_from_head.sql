-- The fast path: one conditional UPDATE proves funds, freshness and status, and spends.
-- Null when any of it does not hold; the slow path then decides under the lock.
create function tally_ledger.spend_from_head(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_stamp tally_ledger.stamp := tally_ledger.stamp(p);
  v_account tally_ledger.accounts;
begin
  update tally_ledger.accounts a
  set (balance, head_remaining, seq, last_recorded_at, last_hash) = (
    select a.balance + p.credits, a.head_remaining + p.credits, a.seq + 1, t.at,
      tally_ledger.chain_hash(a.last_hash, v_stamp.facts, a.id, a.seq + 1,
        a.balance + p.credits, a.balance + p.credits - a.held, 0::tally_base.credits,
        a.head_grant_id, coalesce(p.event_at, t.at), t.at)
    from (select greatest(a.last_recorded_at, tally_base.clock()) as at) t)
  where a.id = p.account_id
    and a.status = 'open'
    and a.debt = 0
    and a.head_remaining >= -p.credits
    and greatest(a.last_recorded_at, tally_base.clock()) < a.next_change_at
  returning a.* into v_account;
  if not found then
    return null;
  end if;

  -- The clock was read twice: once to allow it, once to book it. Both must precede the next change.
  if v_account.last_recorded_at >= v_account.next_change_at
     or not tally_ledger.insert_entry(p, v_stamp, v_account, v_account.head_grant_id) then
    perform tally_ledger.undo_spend_from_head(p);
    return null;
  end if;

  return row(p.account_id, v_account.seq, p.kind, p.credits, v_account.balance,
    v_account.balance - v_account.held, false)::tally_ledger.movement;
end
$$;
comment on function tally_ledger.spend_from_head(tally_ledger.posting) is 'Spends from the head grant, or null when that does not suffice.';
revoke all on function tally_ledger.spend_from_head(tally_ledger.posting) from public;
