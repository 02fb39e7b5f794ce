-- The movement that this key made before, if any.
-- The same key with other arguments is an error of the caller, never a second movement.
create function tally_ledger.replay_entry(
  p_account uuid, p_scope text, p_key text, p_request_hash bytea)
returns tally_ledger.movement
language plpgsql stable
set search_path = ''
as $$
declare
  v_entry tally_ledger.entries;
begin
  select * into v_entry from tally_ledger.entries
  where account_id = p_account and scope = p_scope and key = p_key;
  if not found then
    return null;
  end if;
  if v_entry.request_hash <> p_request_hash then
    perform tally_base.fail('idempotency_key_reused');
  end if;

  return row(v_entry.account_id, v_entry.seq, v_entry.kind, v_entry.credits,
    v_entry.balance_after, v_entry.available_after, true)::tally_ledger.movement;
end
$$;
comment on function tally_ledger.replay_entry(uuid, text, text, bytea) is 'The first result of a key, or null; PT422 idempotency_key_reused.';
revoke all on function tally_ledger.replay_entry(uuid, text, text, bytea) from public;
