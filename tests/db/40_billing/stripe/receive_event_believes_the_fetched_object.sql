-- An event of another API version is read from the object fetched anew.
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
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.start_purchase('starter');
reset role;
select tally.attach_customer(account_id, 'cus_ann') from tally_billing.purchases;
select tally.attach_checkout_session(account_id, id, 'cs_1') from tally_billing.purchases;
select set_config('test.event', pg_temp.event('evt_1', 'checkout.session.completed',
  '{"amount_total": null, "payment_status": null}')::text, true);

select is((tally.receive_stripe_event(current_setting('test.event')::jsonb,
  pg_temp.event('evt_1', 'checkout.session.completed') #> '{data,object}', clock_timestamp())).outcome, 'applied',
  'applied');
select is((select (fetched ->> 'payment_status', fetch_started_at is not null)::text
  from tally_billing.stripe_events), '(paid,t)', 'and kept');

select * from finish();
rollback;
