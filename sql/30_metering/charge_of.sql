-- What a quantity of an action costs at an instant, rounded up at the sixth decimal.
-- Quote and spend ask the same function, so a quote cannot differ from the charge.
create function tally_metering.charge_of(p_action text, p_quantity numeric, p_at timestamptz)
returns tally_metering.charge
language plpgsql stable
set search_path = ''
as $$
declare
  v_charge tally_metering.charge;
begin
  select a.key, trim_scale(p_quantity), p.id, p.credits::numeric,
    ceil(p.credits * p_quantity * 1e6) / 1e6, a.divisible, a.min_tier, p.to_at
  into v_charge
  from tally_metering.actions a
  join tally_metering.prices p
    on p.action = a.key and p.from_at <= p_at and (p.to_at is null or p.to_at > p_at)
  where a.key = p_action and a.active;
  if not found then
    perform tally_base.fail('not_found', 'There is no such action, or it has no price.');
  end if;

  if p_quantity is null or p_quantity = 'NaN' or p_quantity <= 0 or p_quantity > 1e9
     or scale(v_charge.quantity) > (case when v_charge.divisible then 6 else 0 end) then
    perform tally_base.fail('invalid_quantity');
  end if;
  if v_charge.credits > 1e9 then
    perform tally_base.fail('invalid_quantity', 'This would cost more than 1,000,000,000 credits.');
  end if;
  return v_charge;
end
$$;
comment on function tally_metering.charge_of(text, numeric, timestamptz) is 'Price and credits of p_quantity units; PT404 not_found, PT400 invalid_quantity unless 0 < quantity ≤ 1e9, whole or, when divisible, with at most six decimals.';
revoke all on function tally_metering.charge_of(text, numeric, timestamptz) from public;
