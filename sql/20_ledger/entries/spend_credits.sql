-- Spends credits once per key. Fast path: one statement proves funds, status and freshness, and books.
-- An account that moved without an entry (key taken, grant expired meanwhile) is moved back; then
-- and where the account did not move, spend_under_lock decides step by step.
create function tally_ledger.spend_credits(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_now timestamptz := tally_base.clock();
  v_actor text := tally_base.actor();
  v_request_id text := tally_base.request_id();
  v_salt bytea := tally_ledger.note_salt(p.reference, p.metadata);
  v_note_hash bytea := tally_ledger.note_hash(v_salt, p.reference, p.metadata);
  v_movement tally_ledger.movement;
begin
  with account as (
    update tally_ledger.accounts a
    set balance = a.balance + p.credits,
      head_remaining = a.head_remaining + p.credits,
      seq = a.seq + 1,
      last_recorded_at = greatest(a.last_recorded_at, v_now),
      last_hash = tally_ledger.entry_hash(
        a.last_hash, a.id, a.seq + 1, p.kind, p.credits, a.balance + p.credits,
        a.balance + p.credits - a.held, 0.000000, a.head_grant_id, p.scope, p.key, p.request_hash,
        p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id, v_note_hash,
        coalesce(p.event_at, greatest(a.last_recorded_at, v_now)), greatest(a.last_recorded_at, v_now))
    where a.id = p.account_id
      and a.status = 'open'
      and a.debt = 0
      and a.head_remaining >= -p.credits
    returning a.*
  ), entry as (
    insert into tally_ledger.entries (
      account_id, seq, kind, credits, balance_after, available_after, grant_id, scope, key,
      request_hash, action, price_id, quantity, user_id, actor, request_id, note_hash,
      event_at, recorded_at, hash)
    select
      a.id, a.seq, p.kind, p.credits, a.balance, a.balance - a.held, a.head_grant_id, p.scope, p.key,
      p.request_hash, p.action, p.price_id, p.quantity, p.user_id, v_actor, v_request_id,
      v_note_hash, coalesce(p.event_at, a.last_recorded_at), a.last_recorded_at, a.last_hash
    from account a
    -- The clock again: the update may have waited for the account while a grant expired.
    where greatest(a.last_recorded_at, tally_base.clock()) < a.next_change_at
    on conflict (account_id, scope, key) do nothing
    returning seq, balance_after, available_after
  )
  select p.account_id, e.seq, p.kind::text, p.credits::numeric, e.balance_after::numeric,
    e.available_after::numeric, false
  into v_movement
  from account left join entry e on true;

  if v_movement.seq is null then
    if found then
      perform tally_ledger.take_back_move(p);
    end if;
    return tally_ledger.spend_under_lock(p);
  end if;
  if v_salt is not null then
    perform tally_ledger.write_note(p, v_movement.seq, v_salt);
  end if;
  return v_movement;
end
$$;
comment on function tally_ledger.spend_credits(tally_ledger.posting) is 'Posts a spend (credits negative or 0) or replays its key; PT402 insufficient_credits, PT403 account_frozen, account_closed, debt_outstanding, PT404 not_found, PT422 idempotency_key_reused.';
revoke all on function tally_ledger.spend_credits(tally_ledger.posting) from public;
