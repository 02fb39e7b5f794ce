-- The movement that this key made before, if any.
-- The same key with other arguments is an error of the caller, never a second movement.
create function tally_ledger.replay_entry(
  p_account uuid, p_scope text, p_key text, p_request_hash bytea)
returns tally_ledger.movement
language plpgsql stable
set search_path = ''
as $$
declare
  v_request_hash bytea;
  v_movement tally_ledger.movement;
begin
  select request_hash, account_id, seq, kind, credits, balance_after, available_after, true
  into v_request_hash, v_movement.account_id, v_movement.seq, v_movement.kind, v_movement.credits,
    v_movement.balance_after, v_movement.available, v_movement.replayed
  from tally_ledger.entries
  where account_id = p_account and scope = p_scope and key = p_key;

  if v_request_hash <> p_request_hash then
    perform tally_base.fail('idempotency_key_reused');
  end if;
  return v_movement;
end
$$;
comment on function tally_ledger.replay_entry(uuid, text, text, bytea) is 'The first result of a key, or null; PT422 idempotency_key_reused.';
revoke all on function tally_ledger.replay_entry(uuid, text, text, bytea) from public;
