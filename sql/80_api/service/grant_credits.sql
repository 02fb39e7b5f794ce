-- Door: adds credits that were not bought, once per key.
create function tally.grant_credits(
  account uuid, credits numeric, source text, idempotency_key text,
  expires_at timestamptz default null, effective_at timestamptz default null,
  priority integer default null, cost_basis_minor numeric default null, currency text default null,
  reference text default null, metadata jsonb default null)
returns tally.grant_movement
language plpgsql volatile security definer -- writes the ledger, which the service may not
set search_path = ''
as $$
declare
  v_movement tally.grant_movement;
begin
  v_movement := tally_ledger.grant_by_service(
    account, credits, source, idempotency_key, expires_at, effective_at, priority,
    cost_basis_minor, currency, reference, metadata);
  return v_movement;
end
$$;
comment on function tally.grant_credits(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) is 'Service door: grants credits now or from effective_at; priority null is 50; cost_basis_minor is what one credit cost in minor units of currency; the same key and arguments replay the first movement. PT400 invalid_amount, invalid_key, invalid_range, invalid_reference, invalid_request; PT404 not_found; PT422 idempotency_key_reused.';
revoke all on function tally.grant_credits(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) from public;
grant execute on function tally.grant_credits(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) to service_role;
