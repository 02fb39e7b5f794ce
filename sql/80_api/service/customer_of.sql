-- Door: the Stripe customer of an account.
create function tally.customer_of(account uuid)
returns text
language sql stable security definer -- reads customers, which the service may not
set search_path = ''
as $$
  select c.customer_id from tally_billing.customers c where c.account_id = account
$$;
comment on function tally.customer_of(uuid) is 'Service door: Stripe customer id of the account, null if it has none.';
revoke all on function tally.customer_of(uuid) from public;
grant execute on function tally.customer_of(uuid) to service_role;
