-- Spends credits once per key. Fast path: one conditional UPDATE proves funds, freshness and status.
-- Where it does not hold, nothing has happened and spend_under_lock decides step by step.
create function tally_ledger.spend_credits(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_booking tally_ledger.booking;
begin
  update tally_ledger.accounts a
  set balance = a.balance + p.credits,
    head_remaining = a.head_remaining + p.credits,
    seq = a.seq + 1,
    last_recorded_at = greatest(a.last_recorded_at, tally_base.clock())
  where a.id = p.account_id
    and a.status = 'open'
    and a.debt = 0
    and a.head_remaining >= -p.credits
    and greatest(a.last_recorded_at, tally_base.clock()) < a.next_change_at
  returning a.seq, a.balance, a.balance - a.held, a.head_grant_id, a.last_recorded_at,
    a.next_change_at
  into v_booking;
  if not found then
    return tally_ledger.spend_under_lock(p);
  end if;

  -- The clock was read to allow it and again to book it: both must precede the next change.
  if v_booking.recorded_at < v_booking.next_change_at
     and tally_ledger.write_entry(p, v_booking) then
    return row(p.account_id, v_booking.seq, p.kind, p.credits, v_booking.balance,
      v_booking.available, false)::tally_ledger.movement;
  end if;

  update tally_ledger.accounts a
  set balance = a.balance - p.credits, head_remaining = a.head_remaining - p.credits, seq = a.seq - 1
  where a.id = p.account_id;
  return tally_ledger.spend_under_lock(p);
end
$$;
comment on function tally_ledger.spend_credits(tally_ledger.posting) is 'Posts a spend (credits negative or 0) or replays its key; PT402 insufficient_credits, PT403 account_frozen, account_closed, debt_outstanding, PT404 not_found, PT422 idempotency_key_reused.';
revoke all on function tally_ledger.spend_credits(tally_ledger.posting) from public;
