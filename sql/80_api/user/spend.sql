-- Door: charges the caller for an action, once per key.
create function tally.spend(
  action text, idempotency_key text, quantity numeric default 1, account uuid default null,
  reference text default null, metadata jsonb default null)
returns tally.movement
language plpgsql volatile security definer -- writes the ledger, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
  v_movement tally.movement;
begin
  v_movement := tally_metering.spend_action(
    v_account, auth.uid(), action, idempotency_key, quantity, reference, metadata);
  return v_movement;
end
$$;
comment on function tally.spend(text, text, numeric, uuid, text, jsonb) is 'User door: charges quantity units of action; the same key and arguments replay the first movement (replayed: true): do no new work then. PT400 invalid_key, invalid_quantity, invalid_reference, invalid_request; PT401 not_signed_in; PT402 insufficient_credits; PT403 account_frozen, account_closed, debt_outstanding, tier_required; PT404 not_found; PT422 idempotency_key_reused.';
revoke all on function tally.spend(text, text, numeric, uuid, text, jsonb) from public;
grant execute on function tally.spend(text, text, numeric, uuid, text, jsonb) to authenticated;
