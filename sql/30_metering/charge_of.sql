-- What a quantity of an action costs at an instant, rounded up at the sixth decimal.
-- Quote and spend ask the same function, so a quote cannot differ from the charge.
create function tally_metering.charge_of(p_action text, p_quantity numeric, p_at timestamptz)
returns tally_metering.charge
language plpgsql stable
set search_path = ''
as $$
declare
  v_charge tally_metering.charge;
  v_divisible boolean;
begin
  select a.min_tier, a.divisible, p.id, p.credits, p.to_at
  into v_charge.min_tier, v_divisible, v_charge.price_id, v_charge.unit_price, v_charge.valid_until
  from tally_metering.actions a
  join tally_metering.prices p
    on p.action = a.key and p.from_at <= p_at and (p.to_at is null or p.to_at > p_at)
  where a.key = p_action and a.active;
  if not found then
    perform tally_base.fail('not_found', 'There is no such action, or it has no price.');
  end if;
  perform tally_metering.require_quantity(p_quantity, v_divisible);
  if v_charge.unit_price * p_quantity > 1e9 then
    perform tally_base.fail('invalid_quantity', 'This would cost more than 1,000,000,000 credits.');
  end if;

  v_charge.credits := (ceil(v_charge.unit_price * p_quantity * 1e6) / 1e6)::tally_base.credits;
  v_charge.action := p_action;
  v_charge.quantity := trim_scale(p_quantity);
  return v_charge;
end
$$;
comment on function tally_metering.charge_of(text, numeric, timestamptz) is 'Price and credits of p_quantity units; PT404 not_found, PT400 invalid_quantity.';
revoke all on function tally_metering.charge_of(text, numeric, timestamptz) from public;
