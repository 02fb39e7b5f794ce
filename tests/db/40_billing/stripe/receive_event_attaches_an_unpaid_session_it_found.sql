-- While it waits for its payment the purchase must not count as one that never reached Stripe.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.event(p_id text, p_type text, p_change jsonb default '{}') returns jsonb
language sql as $$
  select jsonb_build_object('id', p_id, 'type', p_type, 'livemode', true, 'data', jsonb_build_object('object',
    jsonb_build_object('id', 'cs_1', 'object', 'checkout.session', 'mode', 'payment',
      'payment_status', 'paid', 'payment_intent', 'pi_1', 'customer', 'cus_ann',
      'client_reference_id', p.id, 'amount_total', p.amount_minor, 'currency', p.currency,
      'metadata', jsonb_build_object('purchase_id', p.id, 'account_id', p.account_id)) || p_change))
  from tally_billing.purchases p
$$;
create function pg_temp.receive(p_id text, p_type text, p_change jsonb default '{}') returns tally.event_outcome
language sql as $$
  select tally.receive_stripe_event(pg_temp.event(p_id, 'checkout.session.' || p_type, p_change))
$$;
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter');
reset role;
select tally.attach_customer(account_id, 'cus_ann') from tally_billing.purchases;

select is((pg_temp.receive('evt_1', 'completed', '{"payment_status": "unpaid"}')).reason,
  'awaiting_payment', 'unpaid');
update tally_billing.purchases set created_at = now() - interval '3 days';
select tally_billing.expire_stale_purchases();
select is((select (status, checkout_session_id)::text from tally_billing.purchases), '(pending,cs_1)',
  'it waits');

select * from finish();
rollback;
