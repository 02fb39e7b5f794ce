-- Door: notes which Checkout session sells a purchase.
create function tally.attach_checkout_session(
  account uuid, purchase_id uuid, session_id text, expires_at timestamptz default null)
returns void
language plpgsql volatile security definer -- writes purchases, which the service may not
set search_path = ''
as $$
begin
  perform tally_billing.attach_checkout_session(account, purchase_id, session_id, expires_at);
end
$$;
comment on function tally.attach_checkout_session(uuid, uuid, text, timestamptz) is 'Service door: links a session to its purchase; a repeat is harmless. PT400 invalid_request, PT404 not_found, PT409 payment_mismatch.';
revoke all on function tally.attach_checkout_session(uuid, uuid, text, timestamptz) from public;
grant execute on function tally.attach_checkout_session(uuid, uuid, text, timestamptz) to service_role;
