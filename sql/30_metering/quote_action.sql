-- What an action would cost an account now, and whether it could pay.
create function tally_metering.quote_action(p_account uuid, p_action text, p_quantity numeric)
returns table (
  action text, quantity numeric, credits numeric, unit_price numeric, available numeric,
  affordable boolean, tier_ok boolean, warning text, valid_until timestamptz)
language plpgsql stable
set search_path = ''
as $$
declare
  v_charge tally_metering.charge :=
    tally_metering.charge_of(p_action, p_quantity, tally_base.clock());
begin
  return query
  select v_charge.action, v_charge.quantity, v_charge.credits, v_charge.unit_price, s.available,
    s.status = 'open' and s.debt = 0 and s.available >= v_charge.credits,
    tally_metering.tier_allows(p_account, v_charge.min_tier),
    case when s.available >= s.low_balance and s.available - v_charge.credits < s.low_balance
      then 'crosses_low_balance' end,
    v_charge.valid_until
  from tally_ledger.account_state(p_account) s;
end
$$;
comment on function tally_metering.quote_action(uuid, text, numeric) is 'One row; errors of charge_of.';
revoke all on function tally_metering.quote_action(uuid, text, numeric) from public;
