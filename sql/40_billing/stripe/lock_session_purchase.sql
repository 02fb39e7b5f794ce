-- The locked purchase of a Checkout session, by the session's route or the customer's.
-- The second route serves when we crashed after Stripe made the session and before we noted it.
create function tally_billing.lock_session_purchase(p_session jsonb)
returns tally_billing.purchases
language plpgsql volatile
set search_path = ''
as $$
declare
  v_route tally_billing.checkout_sessions;
  v_purchase tally_billing.purchases;
begin
  select * into v_route from tally_billing.checkout_sessions where session_id = p_session ->> 'id';
  if not found and p_session ->> 'client_reference_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    v_route.purchase_id := (p_session ->> 'client_reference_id')::uuid;
    select account_id into v_route.account_id
    from tally_billing.customers where customer_id = p_session ->> 'customer';
  end if;

  select * into v_purchase from tally_billing.purchases
  where account_id = v_route.account_id and id = v_route.purchase_id
  for update;
  return v_purchase;
end
$$;
comment on function tally_billing.lock_session_purchase(jsonb) is 'The purchase row, locked, or null.';
revoke all on function tally_billing.lock_session_purchase(jsonb) from public;
