-- Spends credits once per key: the fast path if it holds, else the same step by step under the lock.
-- The key is looked up again under the lock, where no parallel twin can still be on its way.
create function tally_ledger.spend_credits(p tally_ledger.posting)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_movement tally_ledger.movement := tally_ledger.spend_from_head(p);
  v_account tally_ledger.accounts;
  v_grant tally_ledger.grants;
  v_left tally_base.credits := -p.credits;
  v_grants bigint[] := '{}';
  v_amounts tally_base.credits[] := '{}';
begin
  if v_movement.account_id is not null then
    return v_movement;
  end if;

  v_account := tally_ledger.lock_account(p.account_id);
  v_movement := tally_ledger.replay_entry(p.account_id, p.scope, p.key, p.request_hash);
  if v_movement.account_id is not null then
    return v_movement;
  end if;
  perform tally_ledger.require_spendable(v_account, -p.credits);

  for v_grant in
    select * from tally_ledger.burn_order(p.account_id, v_account.last_recorded_at)
  loop
    exit when v_left = 0;
    v_grants := v_grants || v_grant.id;
    v_amounts := v_amounts || least(v_left, v_grant.remaining - v_grant.held)::tally_base.credits;
    v_left := v_left - v_amounts[cardinality(v_amounts)];
  end loop;
  if v_left > 0 then
    raise exception 'the grants of account % do not cover its balance', p.account_id
      using errcode = 'XX000';
  end if;

  return tally_ledger.post_entry(p, v_account.last_recorded_at, v_grants, v_amounts);
end
$$;
comment on function tally_ledger.spend_credits(tally_ledger.posting) is 'Posts a spend (credits negative or 0) or replays its key; PT402 insufficient_credits, PT403 account_frozen, account_closed, debt_outstanding, PT422 idempotency_key_reused.';
revoke all on function tally_ledger.spend_credits(tally_ledger.posting) from public;
