-- Door: freezes the terms of a purchase; functions/checkout calls it for the buyer.
create function tally.start_purchase(pack text, quantity integer default 1, account uuid default null)
returns tally.purchase_terms
language plpgsql volatile security definer -- writes purchases, which users may not
set search_path = ''
as $$
declare
  v_account uuid := tally_ledger.require_account(account, 'owner');
  v_purchase tally_billing.purchases;
  v_terms tally.purchase_terms;
begin
  v_purchase := tally_billing.start_purchase(v_account, auth.uid(), pack, quantity);

  select v_purchase.id, v_purchase.account_id, k.key, k.title, v_purchase.quantity,
    v_purchase.credits::numeric, v_purchase.amount_minor, v_purchase.currency, v_purchase.created_at
  into v_terms
  from tally_billing.packs k where k.key = v_purchase.pack;
  return v_terms;
end
$$;
comment on function tally.start_purchase(text, integer, uuid) is 'User door (owner): a pending purchase of a pack with its frozen terms; buys nothing yet. PT400 invalid_quantity, PT401 not_signed_in, PT403 payments_disabled, account_closed, not_allowed, PT404 not_found.';
revoke all on function tally.start_purchase(text, integer, uuid) from public;
grant execute on function tally.start_purchase(text, integer, uuid) to authenticated;
