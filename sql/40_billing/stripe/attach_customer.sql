-- Routes a Stripe customer to an account; the first one stands.
-- Two Checkouts at once may make two customers: both must use the one that events will find.
create function tally_billing.attach_customer(p_account uuid, p_customer text)
returns text
language plpgsql volatile
set search_path = ''
as $$
declare
  v_customer tally_billing.customers;
begin
  if p_customer is null or p_customer !~ '^cus_[A-Za-z0-9_]{1,250}$' then
    perform tally_base.fail('invalid_request', 'A Stripe customer id is expected.');
  end if;
  if not exists (select from tally_ledger.accounts where id = p_account) then
    perform tally_base.fail('not_found');
  end if;

  insert into tally_billing.customers (customer_id, account_id) values (p_customer, p_account)
  on conflict do nothing;
  select * into v_customer from tally_billing.customers where account_id = p_account;
  if not found then
    perform tally_base.fail('payment_mismatch', 'This customer belongs to another account.');
  end if;
  return v_customer.customer_id;
end
$$;
comment on function tally_billing.attach_customer(uuid, text) is 'The customer id that stands for the account; PT404 not_found, PT409 payment_mismatch, PT400 invalid_request.';
revoke all on function tally_billing.attach_customer(uuid, text) from public;
