-- Marks a locked purchase paid and grants its credits, once per payment.
-- Paid beats expired and failed: a delayed debit may arrive days after we gave up on it.
create function tally_billing.complete_purchase(
  p tally_billing.purchases, p_session_id text, p_payment_intent_id text)
returns tally_billing.outcome
language plpgsql volatile
set search_path = ''
as $$
declare
  v_granted tally_ledger.grant_movement;
begin
  if p.status = 'paid' then
    return row('duplicate', 'already_paid', p.account_id, p.id, null, null)::tally_billing.outcome;
  end if;

  perform tally_ledger.lock_account(p.account_id);
  if not tally_ledger.has_room_for(p.account_id, p.credits) then
    return row('quarantined', 'balance_limit', p.account_id, p.id, null, null)::tally_billing.outcome;
  end if;

  update tally_billing.purchases
  set status = 'paid', paid_at = tally_base.clock(), ended_at = null,
    payment_intent_id = p_payment_intent_id
  where account_id = p.account_id and id = p.id;

  v_granted := tally_ledger.grant_credits(
    p_account => p.account_id,
    p_credits => p.credits,
    p_source => 'purchase',
    p_scope => 'payment',
    p_key => 'cs:' || p_session_id,
    p_request_hash => tally_ledger.request_hash(p.id::text),
    p_cost_basis => round(p.amount_minor / p.credits, 10),
    p_currency => p.currency,
    p_purchase_id => p.id,
    p_user_id => p.user_id);
  return row('applied', null, p.account_id, p.id,
    v_granted.balance_after - v_granted.credits, v_granted.balance_after)::tally_billing.outcome;
end
$$;
comment on function tally_billing.complete_purchase(tally_billing.purchases, text, text) is 'Applies a payment to a locked purchase; duplicate when it was paid before, quarantined when the account cannot hold it.';
revoke all on function tally_billing.complete_purchase(tally_billing.purchases, text, text) from public;
