-- Adds a batch of credits once per key, now or from an instant to come.
-- Scheduled credits count towards the largest balance, or the sweep that posts them could not.
-- Money-in never asks for the account's status: what was paid for is owed also to a frozen account.
create function tally_ledger.grant_credits(
  p_account uuid, p_credits tally_base.credits, p_source text,
  p_scope text, p_key text, p_request_hash bytea,
  p_expires_at timestamptz default null, p_effective_at timestamptz default null,
  p_priority smallint default 50, p_cost_basis numeric default 0, p_currency text default null,
  p_purchase_id uuid default null, p_user_id uuid default null,
  p_reference text default null, p_metadata jsonb default null)
returns tally_ledger.grant_movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_movement tally_ledger.grant_movement;
  v_account tally_ledger.accounts;
  v_grant tally_ledger.grants;
  v_at timestamptz;
begin
  v_account := tally_ledger.lock_account(p_account);
  v_at := v_account.last_recorded_at;
  v_movement := tally_ledger.replay_grant(p_account, p_scope, p_key, p_request_hash);
  if v_movement.account_id is not null then
    return v_movement;
  end if;
  if not tally_ledger.has_room_for(p_account, p_credits) then
    perform tally_base.fail('invalid_amount', 'The balance would pass 9,000,000,000 credits.');
  end if;
  if p_expires_at <= greatest(v_at, p_effective_at) then
    perform tally_base.fail('invalid_range', 'The grant would expire before it takes effect.');
  end if;

  insert into tally_ledger.grants (
    account_id, source, amount, remaining, priority, state, effective_at, expires_at,
    cost_basis, currency, purchase_id, user_id, scope, key, request_hash, reference, metadata)
  values (
    p_account, p_source::tally_ledger.grant_source, p_credits, 0, p_priority,
    case when p_effective_at > v_at then 'scheduled' else 'live' end,
    coalesce(p_effective_at, v_at), p_expires_at,
    p_cost_basis, p_currency, p_purchase_id, p_user_id, p_scope, p_key, p_request_hash,
    p_reference, p_metadata)
  returning * into v_grant;

  if v_grant.state = 'scheduled' then
    update tally_ledger.accounts set next_change_at = least(next_change_at, v_grant.effective_at)
    where id = p_account;
    return tally_ledger.scheduled_movement(v_grant);
  end if;
  return tally_ledger.post_grant(v_grant, v_at);
end
$$;
comment on function tally_ledger.grant_credits(uuid, tally_base.credits, text, text, text, bytea, timestamptz, timestamptz, smallint, numeric, text, uuid, uuid, text, jsonb) is 'Posts or schedules a grant, or replays its key; p_cost_basis in minor units per credit; PT400 invalid_amount, invalid_range, PT404 not_found, PT422 idempotency_key_reused.';
revoke all on function tally_ledger.grant_credits(uuid, tally_base.credits, text, text, text, bytea, timestamptz, timestamptz, smallint, numeric, text, uuid, uuid, text, jsonb) from public;
