-- Which facts of a Checkout session differ from the terms we froze.
-- Our row decides what is granted; Stripe's copy is only compared, so edited metadata buys nothing.
create function tally_billing.session_mismatch(p tally_billing.purchases, p_session jsonb)
returns text
language sql stable
set search_path = ''
as $$
  select string_agg(fact, ', ')
  from (values
    ('session', coalesce(p.checkout_session_id, p_session ->> 'id') = p_session ->> 'id'),
    ('mode', p_session ->> 'mode' = 'payment'),
    ('client_reference_id', p_session ->> 'client_reference_id' = p.id::text),
    ('customer', exists (
      select from tally_billing.customers c
      where c.account_id = p.account_id and c.customer_id = p_session ->> 'customer')),
    ('amount_total', p_session ->> 'amount_total' = p.amount_minor::text),
    ('currency', p_session ->> 'currency' = p.currency),
    ('metadata', coalesce(p_session #>> '{metadata,purchase_id}', p.id::text) = p.id::text
      and coalesce(p_session #>> '{metadata,account_id}', p.account_id::text) = p.account_id::text)
  ) compared (fact, same)
  where same is not true
$$;
comment on function tally_billing.session_mismatch(tally_billing.purchases, jsonb) is 'Names of the facts that differ, null when none.';
revoke all on function tally_billing.session_mismatch(tally_billing.purchases, jsonb) from public;
