-- Door: what an action would cost now, and whether it can be paid.
create function tally.quote(action text, quantity numeric default 1, account uuid default null)
returns tally.action_quote
language plpgsql stable security definer -- reads accounts and prices, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'member');
  v_quote tally.action_quote;
begin
  select * into v_quote from tally_metering.quote_action(v_account, action, quantity);
  return v_quote;
end
$$;
comment on function tally.quote(text, numeric, uuid) is 'User door: price of quantity units, credits available, affordable, tier_ok, warning; charges nothing. PT400 invalid_quantity, PT401 not_signed_in, PT404 not_found.';
revoke all on function tally.quote(text, numeric, uuid) from public;
grant execute on function tally.quote(text, numeric, uuid) to authenticated;
