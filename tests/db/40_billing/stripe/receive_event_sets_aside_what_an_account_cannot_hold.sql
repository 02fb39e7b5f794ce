-- Answering an error would make Stripe send it for days; a person must look at it.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 1e9, 'adjustment',
  'part ' || part) from generate_series(1, 9) part;
create function pg_temp.event(p_id text, p_type text, p_change jsonb default '{}') returns jsonb
language sql as $$
  select jsonb_build_object('id', p_id, 'type', p_type, 'livemode', true, 'data', jsonb_build_object('object',
    jsonb_build_object('id', 'cs_1', 'object', 'checkout.session', 'mode', 'payment',
      'payment_status', 'paid', 'payment_intent', 'pi_1', 'customer', 'cus_ann',
      'client_reference_id', p.id, 'amount_total', p.amount_minor, 'currency', p.currency,
      'metadata', jsonb_build_object('purchase_id', p.id, 'account_id', p.account_id)) || p_change))
  from tally_billing.purchases p
$$;
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter');
reset role;
select tally.attach_customer(account_id, 'cus_ann') from tally_billing.purchases;
select tally.attach_checkout_session(account_id, id, 'cs_1') from tally_billing.purchases;
select set_config('test.event', pg_temp.event('evt_1', 'checkout.session.completed')::text, true);

set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select is((select (outcome, reason)::text from tally.receive_stripe_event(current_setting('test.event')::jsonb)),
  '(quarantined,balance_limit)', 'set aside');
reset role;
select is((select status from tally_billing.purchases), 'pending', 'the purchase waits');
select is((select balance::numeric from tally_ledger.accounts), 9e9, 'the balance stays');

select * from finish();
rollback;
