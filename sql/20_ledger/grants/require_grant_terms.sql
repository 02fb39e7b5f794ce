-- Refuses terms that no grant can have.
create function tally_ledger.require_grant_terms(
  p_source text, p_expires_at timestamptz, p_effective_at timestamptz, p_priority integer,
  p_cost_basis numeric, p_currency text)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if (p_source = any (enum_range(null::tally_ledger.grant_source)::text[])) is not true then
    perform tally_base.fail('invalid_request', format('source must be one of %s.',
      array_to_string(enum_range(null::tally_ledger.grant_source), ', ')));
  end if;
  if p_source = 'test' and not tally_base.is_test_mode() then
    perform tally_base.fail('test_mode_only');
  end if;
  if isfinite(p_expires_at) is false or isfinite(p_effective_at) is false then
    perform tally_base.fail('invalid_range');
  end if;
  if p_priority not between 0 and 100 then
    perform tally_base.fail('invalid_request', 'priority must be 0 to 100.');
  end if;
  if p_cost_basis not between 0 and 1e9 or scale(trim_scale(p_cost_basis)) > 10
     or p_currency !~ '^[a-z]{3}$' or (p_cost_basis > 0 and p_currency is null) then
    perform tally_base.fail('invalid_request',
      'cost_basis_minor must be 0 to 1e9 with at most ten decimals, and has a currency of three small letters.');
  end if;
end
$$;
comment on function tally_ledger.require_grant_terms(text, timestamptz, timestamptz, integer, numeric, text) is 'PT400 invalid_request, invalid_range; PT403 test_mode_only.';
revoke all on function tally_ledger.require_grant_terms(text, timestamptz, timestamptz, integer, numeric, text) from public;
