-- Gives an action a price from now on, and makes the action if there is none.
-- The old price ends, it is never edited: each charge keeps the price it was made at.
create function tally_metering.set_price(p_action text, p_credits numeric, p_title text default null)
returns boolean
language plpgsql volatile
set search_path = ''
as $$
declare
  v_price tally_metering.prices;
  v_at timestamptz;
begin
  if p_credits is null or p_credits = 'NaN' or p_credits < 0 or p_credits > 1e9
     or scale(trim_scale(p_credits)) > 6 then
    perform tally_base.fail('invalid_amount', 'A price is 0 to 1,000,000,000 credits with at most six decimals.');
  end if;

  insert into tally_metering.actions (key, title)
  values (p_action, coalesce(p_title, initcap(replace(p_action, '_', ' '))))
  on conflict (key) do nothing;
  perform from tally_metering.actions where key = p_action for update;
  v_at := tally_base.clock();

  select * into v_price from tally_metering.prices where action = p_action and to_at is null;
  if v_price.credits = p_credits then
    return false;
  end if;
  update tally_metering.prices set to_at = v_at where id = v_price.id;
  insert into tally_metering.prices (action, credits, from_at) values (p_action, p_credits, v_at);
  return true;
end
$$;
comment on function tally_metering.set_price(text, numeric, text) is 'Operator: credits per unit from now on; false when that is the price already.';
revoke all on function tally_metering.set_price(text, numeric, text) from public;
