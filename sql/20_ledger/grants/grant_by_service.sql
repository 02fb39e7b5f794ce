-- Grants what a server asks for, after checking every argument of it.
create function tally_ledger.grant_by_service(
  p_account uuid, p_credits numeric, p_source text, p_key text,
  p_expires_at timestamptz, p_effective_at timestamptz, p_priority integer,
  p_cost_basis numeric, p_currency text, p_reference text, p_metadata jsonb)
returns tally_ledger.grant_movement
language plpgsql volatile
set search_path = ''
as $$
declare
  v_credits tally_base.credits := tally_base.require_credits(p_credits);
begin
  perform tally_base.require_key(p_key);
  perform tally_base.require_note(p_reference, p_metadata);
  perform tally_ledger.require_grant_terms(
    p_source, p_expires_at, p_effective_at, p_priority, p_cost_basis, p_currency);

  return tally_ledger.grant_credits(
    p_account => p_account,
    p_credits => v_credits,
    p_source => p_source,
    p_scope => 'grant',
    p_key => p_key,
    p_request_hash => tally_ledger.request_hash(
      trim_scale(p_credits)::text, p_source, extract(epoch from p_expires_at)::text,
      extract(epoch from p_effective_at)::text, p_priority::text, trim_scale(p_cost_basis)::text,
      p_currency, p_reference, p_metadata::text),
    p_expires_at => p_expires_at,
    p_effective_at => p_effective_at,
    p_priority => coalesce(p_priority, 50)::smallint,
    p_cost_basis => coalesce(p_cost_basis, 0),
    p_currency => p_currency,
    p_reference => p_reference,
    p_metadata => p_metadata);
end
$$;
comment on function tally_ledger.grant_by_service(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) is 'As tally.grant_credits.';
revoke all on function tally_ledger.grant_by_service(uuid, numeric, text, text, timestamptz, timestamptz, integer, numeric, text, text, jsonb) from public;
