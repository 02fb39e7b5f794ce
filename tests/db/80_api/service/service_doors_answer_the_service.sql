-- Through the role, as a function calls them.
begin;
select plan(8);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
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

set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select isnt(pg_temp.ann(), null, 'account_of');
select is(tally.customer_of(pg_temp.ann()), 'cus_ann', 'customer_of');
select is(tally.attach_customer(pg_temp.ann(), 'cus_2'), 'cus_ann', 'attach_customer');
select is((tally.grant_credits(pg_temp.ann(), 5, 'gift', 'k')).balance_after, 5.0, 'grant_credits');
select is(tally.health_report() ->> 'status', 'ok', 'health_report');
select cmp_ok(tally.server_time(), '>', now(), 'server_time moves within a transaction');
reset role;
select set_config('test.purchase', (select id::text from tally_billing.purchases), true);
set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select lives_ok($$select tally.attach_checkout_session(pg_temp.ann(), current_setting('test.purchase')::uuid, 'cs_1')$$,
  'attach_checkout_session');
reset role;
select is((select actor from tally_ledger.entries), 'service', 'the books say who it was');

select * from finish();
rollback;
