-- Refuses a quantity that the action cannot be charged in.
create function tally_metering.require_quantity(p_quantity numeric, p_divisible boolean)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_quantity is null or p_quantity = 'NaN' or p_quantity <= 0 or p_quantity > 1e9
     or scale(trim_scale(p_quantity)) > (case when p_divisible then 6 else 0 end) then
    perform tally_base.fail('invalid_quantity');
  end if;
end
$$;
comment on function tally_metering.require_quantity(numeric, boolean) is 'PT400 invalid_quantity unless 0 < quantity ≤ 1e9, whole or, when divisible, with at most six decimals.';
revoke all on function tally_metering.require_quantity(numeric, boolean) from public;
