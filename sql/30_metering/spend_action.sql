-- Prices an action and charges it, once per key.
-- A retry is recognised before the price is looked up: it must not fail for a price that ended since.
create function tally_metering.spend_action(
  p_account uuid, p_user_id uuid, p_action text, p_key text, p_quantity numeric,
  p_reference text, p_metadata jsonb)
returns tally_ledger.movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_scope text := 'spend:' || p_user_id;
  v_hash bytea;
  v_movement tally_ledger.movement;
  v_charge tally_metering.charge;
begin
  perform tally_base.require_key(p_key);
  if p_reference is not null or p_metadata is not null then
    perform tally_base.require_note(p_reference, p_metadata);
  end if;

  v_hash := tally_ledger.request_hash(
    p_action, trim_scale(p_quantity)::text, p_reference, p_metadata::text);
  v_movement := tally_ledger.replay_entry(p_account, v_scope, p_key, v_hash);
  if v_movement.account_id is not null then
    return v_movement;
  end if;

  v_charge := tally_metering.charge_of(p_action, p_quantity, tally_base.clock());
  if v_charge.min_tier <> 'free' and not tally_metering.tier_allows(p_account, v_charge.min_tier) then
    perform tally_base.fail('tier_required', format('This needs tier %s or higher.', v_charge.min_tier));
  end if;

  return tally_ledger.spend_credits(row(
    p_account, 'spend', -v_charge.credits, v_scope, p_key, v_hash, p_action, v_charge.price_id,
    v_charge.quantity, p_user_id, null, p_reference, p_metadata)::tally_ledger.posting);
end
$$;
comment on function tally_metering.spend_action(uuid, uuid, text, text, numeric, text, jsonb) is 'Charges p_quantity units of p_action to p_account for p_user_id; errors as tally.spend.';
revoke all on function tally_metering.spend_action(uuid, uuid, text, text, numeric, text, jsonb) from public;
