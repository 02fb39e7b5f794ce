-- Applies what a Checkout session says to its purchase.
-- Whatever does not fit our row is set aside for a person: never guessed, never granted.
create function tally_billing.apply_checkout_session(p_type text, p_session jsonb)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
declare
  v_purchase tally_billing.purchases := tally_billing.lock_session_purchase(p_session);
  v_mismatch text;
  v_outcome tally_billing.outcome;
begin
  if v_purchase.id is null then
    if exists (select from tally_billing.customers where customer_id = p_session ->> 'customer') then
      v_outcome.outcome := 'quarantined';
      v_outcome.reason := 'unknown_purchase';
    else
      v_outcome.outcome := 'parked';
      v_outcome.reason := 'unknown_customer';
    end if;
    return v_outcome;
  end if;

  v_mismatch := tally_billing.session_mismatch(v_purchase, p_session);
  if v_mismatch is not null then
    return row('quarantined', 'mismatch: ' || v_mismatch, v_purchase.account_id, v_purchase.id,
      null, null)::tally_billing.outcome;
  end if;
  if v_purchase.checkout_session_id is null then
    -- Found by its customer: we crashed before noting it. From now on no other session pays for this.
    perform tally_billing.attach_checkout_session(
      v_purchase.account_id, v_purchase.id, p_session ->> 'id', null);
  end if;

  case
    when p_type = 'checkout.session.expired' then
      return tally_billing.end_purchase(v_purchase, 'expired');
    when p_type = 'checkout.session.async_payment_failed' then
      return tally_billing.end_purchase(v_purchase, 'failed');
    when p_session ->> 'payment_status' in ('paid', 'no_payment_required') then
      return tally_billing.complete_purchase(
        v_purchase, p_session ->> 'id', p_session ->> 'payment_intent');
    else
      return row('ignored', 'awaiting_payment', v_purchase.account_id, v_purchase.id,
        null, null)::tally_billing.outcome;
  end case;
end
$$;
comment on function tally_billing.apply_checkout_session(text, jsonb) is 'Outcome of one of the four checkout.session events.';
revoke all on function tally_billing.apply_checkout_session(text, jsonb) from public;
