-- Writes a movement: grants, account, entry, allocations. With the fast path of spend_credits the only writer of balances.
-- The caller holds the account lock and has settled its head, so the rows read here are the truth.
create function tally_ledger.post_entry(
  p tally_ledger.posting, p_at timestamptz, p_grants bigint[], p_amounts tally_base.credits[])
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_only_grant bigint := case when cardinality(p_grants) = 1 then p_grants[1] end;
  v_head tally_ledger.head;
  v_booking tally_ledger.booking;
begin
  update tally_ledger.grants g
  set remaining = g.remaining + sign(p.credits) * t.amount,
    state = case
      when p.kind = 'expire' then 'expired'
      when g.remaining + sign(p.credits) * t.amount = 0 then 'spent'
      else 'live'
    end
  from unnest(p_grants, p_amounts) t (id, amount)
  where g.account_id = p.account_id and g.id = t.id;
  v_head := tally_ledger.head(p.account_id, p_at);

  update tally_ledger.accounts a
  set balance = a.balance + p.credits,
    seq = a.seq + 1,
    head_grant_id = v_head.grant_id,
    head_remaining = v_head.remaining,
    next_change_at = v_head.next_change_at,
    last_recorded_at = p_at
  where a.id = p.account_id
  returning a.seq, a.balance, a.balance - a.held, v_only_grant, a.last_recorded_at,
    a.next_change_at
  into v_booking;

  if not tally_ledger.write_entry(p, v_booking) then
    raise exception 'entry % % exists already', p.scope, p.key using errcode = 'XX000';
  end if;
  insert into tally_ledger.allocations (account_id, seq, grant_id, amount)
  select p.account_id, v_booking.seq, t.id, t.amount
  from unnest(p_grants, p_amounts) t (id, amount)
  where v_only_grant is null;

  return row(p.account_id, v_booking.seq, p.kind, p.credits, v_booking.balance,
    v_booking.available, false)::tally_ledger.movement;
end
$$;
comment on function tally_ledger.post_entry(tally_ledger.posting, timestamptz, bigint[], tally_base.credits[]) is 'Posts one movement on the named grants; p_amounts are positive, the sign is the posting''s.';
revoke all on function tally_ledger.post_entry(tally_ledger.posting, timestamptz, bigint[], tally_base.credits[]) from public;
