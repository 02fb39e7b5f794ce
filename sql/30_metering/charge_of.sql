-- What a quantity of an action costs at an instant, rounded up at the sixth decimal.
-- Quote and spend ask the same function, so a quote cannot differ from the charge.
create function tally_metering.charge_of(p_action text, p_quantity numeric, p_at timestamptz)
returns tally_metering.charge
language plpgsql stable
set search_path = ''
as $$
declare
  v_action tally_metering.actions;
  v_price tally_metering.prices;
  v_charge tally_metering.charge;
begin
  select * into v_action from tally_metering.actions where key = p_action and active;
  if not found then
    perform tally_base.fail('not_found', 'There is no such action.');
  end if;
  perform tally_metering.require_quantity(p_quantity, v_action.divisible);

  select * into v_price from tally_metering.prices
  where action = p_action and from_at <= p_at and (to_at is null or to_at > p_at)
  order by from_at desc limit 1;
  if not found then
    perform tally_base.fail('not_found', 'This action has no price.');
  end if;

  if v_price.credits * p_quantity > 1e9 then
    perform tally_base.fail('invalid_quantity', 'This would cost more than 1,000,000,000 credits.');
  end if;

  v_charge.credits := (ceil(v_price.credits * p_quantity * 1e6) / 1e6)::tally_base.credits;
  v_charge.action := p_action;
  v_charge.quantity := trim_scale(p_quantity);
  v_charge.price_id := v_price.id;
  v_charge.unit_price := v_price.credits;
  v_charge.min_tier := v_action.min_tier;
  v_charge.valid_until := v_price.to_at;
  return v_charge;
end
$$;
comment on function tally_metering.charge_of(text, numeric, timestamptz) is 'Price and credits of p_quantity units; PT404 not_found, PT400 invalid_quantity.';
revoke all on function tally_metering.charge_of(text, numeric, timestamptz) from public;
