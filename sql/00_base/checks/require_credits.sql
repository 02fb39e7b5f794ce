-- Returns the amount as credits or refuses it.
-- Doors take plain numeric, because a domain argument would round 1.0000009 before we could refuse it.
create function tally_base.require_credits(p_credits numeric)
returns tally_base.credits
language plpgsql stable
set search_path = ''
as $$
begin
  if p_credits is null or p_credits = 'NaN' or p_credits <= 0 or p_credits > 1e9
     or scale(trim_scale(p_credits)) > 6 then
    perform tally_base.fail('invalid_amount');
  end if;
  return p_credits::tally_base.credits;
end
$$;
comment on function tally_base.require_credits(numeric) is 'A positive amount of at most 1e9 credits with at most six decimals, else PT400 invalid_amount.';
revoke all on function tally_base.require_credits(numeric) from public;
