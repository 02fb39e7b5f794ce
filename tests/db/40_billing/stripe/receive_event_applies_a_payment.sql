-- Credited once, the purchase paid, the event kept with what it came to.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
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

set local "request.headers" to '{"x-request-id": "req-1"}';
set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select is((select (outcome, reason, credits_before, credits_after)::text
  from tally.receive_stripe_event(current_setting('test.event')::jsonb)), '(applied,,20.000000,520.000000)',
  'applied');
reset role;
select is((select (status, checkout_session_id, payment_intent_id, paid_at is not null)::text
    from tally_billing.purchases),
  '(paid,cs_1,pi_1,t)', 'the purchase');
select is((select (g.source, g.amount, g.cost_basis, g.currency, g.scope, g.key, g.purchase_id = p.id, g.user_id)::text
  from tally_ledger.grants g, tally_billing.purchases p where g.source = 'purchase'),
  '(purchase,500.000000,0.9980000000,usd,payment,cs:cs_1,t,a0000000-0000-4000-8000-000000000001)',
  'the grant');
select is((select (e.id, e.type, e.livemode, e.outcome, e.account_id = p.account_id, e.purchase_id = p.id,
    e.request_id)::text from tally_billing.stripe_events e, tally_billing.purchases p),
  '(evt_1,checkout.session.completed,t,applied,t,t,req-1)', 'the event');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.balance()).available, 520.0, 'the buyer''s balance');

select * from finish();
rollback;
