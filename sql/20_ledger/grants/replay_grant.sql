-- The grant that this key made before, if any, also while it is scheduled and has no entry.
create function tally_ledger.replay_grant(
  p_account uuid, p_scope text, p_key text, p_request_hash bytea)
returns tally_ledger.grant_movement
language plpgsql stable
set search_path = ''
as $$
declare
  v_grant tally_ledger.grants;
  v_movement tally_ledger.grant_movement;
begin
  select * into v_grant from tally_ledger.grants
  where account_id = p_account and scope = p_scope and key = p_key;
  if not found then
    return null;
  end if;
  if v_grant.request_hash <> p_request_hash then
    perform tally_base.fail('idempotency_key_reused');
  end if;

  select r.*, v_grant.id into v_movement
  from tally_ledger.replay_entry(p_account, p_scope, p_key, p_request_hash) r;
  if v_movement.account_id is null then
    v_movement := tally_ledger.scheduled_movement(v_grant);
  end if;
  v_movement.replayed := true;
  return v_movement;
end
$$;
comment on function tally_ledger.replay_grant(uuid, text, text, bytea) is 'The first result of a grant''s key, or null; PT422 idempotency_key_reused.';
revoke all on function tally_ledger.replay_grant(uuid, text, text, bytea) from public;
