-- Door: routes a Stripe customer to an account.
create function tally.attach_customer(account uuid, customer text)
returns text
language plpgsql volatile security definer -- writes customers, which the service may not
set search_path = ''
as $$
begin
  return tally_billing.attach_customer(account, customer);
end
$$;
comment on function tally.attach_customer(uuid, text) is 'Service door: the customer id that stands for the account; the first one wins. PT400 invalid_request, PT404 not_found, PT409 payment_mismatch.';
revoke all on function tally.attach_customer(uuid, text) from public;
grant execute on function tally.attach_customer(uuid, text) to service_role;
