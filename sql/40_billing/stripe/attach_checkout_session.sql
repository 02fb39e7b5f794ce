-- Remembers which Checkout session sells a purchase. Safe to repeat.
create function tally_billing.attach_checkout_session(
  p_account uuid, p_purchase_id uuid, p_session_id text, p_expires_at timestamptz)
returns void
language plpgsql volatile
set search_path = ''
as $$
begin
  if p_session_id is null or p_session_id !~ '^cs_[A-Za-z0-9_]{1,250}$' then
    perform tally_base.fail('invalid_request', 'A Checkout session id is expected.');
  end if;
  perform from tally_billing.purchases
  where account_id = p_account and id = p_purchase_id for update;
  if not found then
    perform tally_base.fail('not_found');
  end if;

  insert into tally_billing.checkout_sessions (session_id, account_id, purchase_id)
  values (p_session_id, p_account, p_purchase_id)
  on conflict do nothing;
  if not exists (select from tally_billing.checkout_sessions
      where session_id = p_session_id and account_id = p_account and purchase_id = p_purchase_id) then
    perform tally_base.fail('payment_mismatch');
  end if;

  update tally_billing.purchases
  set checkout_session_id = p_session_id, expires_at = coalesce(p_expires_at, expires_at)
  where account_id = p_account and id = p_purchase_id;
end
$$;
comment on function tally_billing.attach_checkout_session(uuid, uuid, text, timestamptz) is 'Links session and purchase; PT404 not_found, PT409 payment_mismatch, PT400 invalid_request.';
revoke all on function tally_billing.attach_checkout_session(uuid, uuid, text, timestamptz) from public;
