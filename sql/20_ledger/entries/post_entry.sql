-- Writes a movement: grants, account, entry, allocations. With the fast path of spend_credits the only writer of balances.
-- The caller holds the account lock and has settled its head, so the rows read here are the truth.
create function tally_ledger.post_entry(
  p tally_ledger.posting, p_at timestamptz, p_grants bigint[], p_amounts numeric[])
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_actor text := tally_base.actor();
  v_request_id text := tally_base.request_id();
  v_salt bytea := tally_ledger.note_salt(p.reference, p.metadata);
  v_note_hash bytea := tally_ledger.note_hash(v_salt, p.reference, p.metadata);
  v_only_grant bigint := case when cardinality(p_grants) = 1 then p_grants[1] end;
  v_head tally_ledger.head;
  v_movement tally_ledger.movement;
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

  with account as (
    update tally_ledger.accounts a
    set balance = a.balance + p.credits,
      seq = a.seq + 1,
      head_grant_id = v_head.grant_id,
      head_remaining = v_head.remaining,
      next_change_at = v_head.next_change_at,
      last_recorded_at = p_at,
      last_hash = tally_ledger.entry_hash(
        a.last_hash, a.id, a.seq + 1, p.kind, p.credits, a.balance + p.credits,
        a.balance + p.credits - a.held, 0.000000, v_only_grant, p.scope, p.key, p.request_hash,
        p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id, v_note_hash,
        coalesce(p.event_at, p_at), p_at)
    where a.id = p.account_id
    returning a.*
  )
  insert into tally_ledger.entries (
    account_id, seq, kind, credits, balance_after, available_after, grant_id, scope, key,
    request_hash, action, price_id, quantity, user_id, actor, request_id, note_hash,
    event_at, recorded_at, hash)
  select
    a.id, a.seq, p.kind, p.credits, a.balance, a.balance - a.held, v_only_grant, p.scope, p.key,
    p.request_hash, p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id,
    v_note_hash, coalesce(p.event_at, p_at), p_at, a.last_hash
  from account a
  returning account_id, seq, kind::text, credits::numeric, balance_after::numeric,
    available_after::numeric, false
  into v_movement;

  insert into tally_ledger.allocations (account_id, seq, grant_id, amount)
  select p.account_id, v_movement.seq, t.id, t.amount
  from unnest(p_grants, p_amounts) t (id, amount)
  where v_only_grant is null;
  if v_salt is not null then
    perform tally_ledger.write_note(p, v_movement.seq, v_salt);
  end if;
  return v_movement;
end
$$;
comment on function tally_ledger.post_entry(tally_ledger.posting, timestamptz, bigint[], numeric[]) is 'Posts one movement on the named grants; p_amounts are positive, the sign is the posting''s.';
revoke all on function tally_ledger.post_entry(tally_ledger.posting, timestamptz, bigint[], numeric[]) from public;
