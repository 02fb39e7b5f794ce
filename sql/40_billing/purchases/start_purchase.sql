-- Freezes the terms of a pack in a pending purchase, before anyone is sent to Stripe.
-- What is granted later comes from this row, never from what a client or Stripe's metadata says.
create function tally_billing.start_purchase(
  p_account uuid, p_user_id uuid, p_pack text, p_quantity integer)
returns tally_billing.purchases
language plpgsql volatile
set search_path = ''
as $$
declare
  v_pack tally_billing.packs;
  v_status tally_ledger.account_status;
  v_purchase tally_billing.purchases;
begin
  if tally_base.setting('payments_enabled') <> 'true' then
    perform tally_base.fail('payments_disabled');
  end if;
  select status into v_status from tally_ledger.accounts where id = p_account;
  if v_status = 'closed' then
    perform tally_base.fail('account_closed');
  end if;

  select * into v_pack from tally_billing.packs where key = p_pack and active;
  if not found then
    perform tally_base.fail('not_found', 'There is no such pack.');
  end if;
  if p_quantity is null or p_quantity not between 1 and v_pack.max_quantity then
    perform tally_base.fail('invalid_quantity',
      format('This pack is sold in quantities of 1 to %s.', v_pack.max_quantity));
  end if;

  insert into tally_billing.purchases (
    account_id, user_id, pack, quantity, credits, amount_minor, currency, request_id, created_at)
  values (
    p_account, p_user_id, v_pack.key, p_quantity, v_pack.credits * p_quantity,
    v_pack.amount_minor * p_quantity, v_pack.currency, tally_base.request_id(), tally_base.clock())
  returning * into v_purchase;
  return v_purchase;
end
$$;
comment on function tally_billing.start_purchase(uuid, uuid, text, integer) is 'A pending purchase; PT403 payments_disabled, account_closed, PT404 not_found, PT400 invalid_quantity.';
revoke all on function tally_billing.start_purchase(uuid, uuid, text, integer) from public;
