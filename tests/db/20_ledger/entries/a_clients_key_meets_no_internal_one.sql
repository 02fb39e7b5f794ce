-- threat 34: scopes are chosen by our code, so no key can be taken in advance.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first',
  '2099-01-01');
select set_config('test.grant', (select id::text from tally_ledger.grants), true);
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', key)
from (values ('welcome'), ('payment:cs_1'), ('cs:cs_1'), ('first'), (current_setting('test.grant'))) t (key);
reset role;
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

select is((pg_temp.receive('evt_1', 'completed')).outcome, 'applied',
  'a payment is credited');
select is((tally.grant_credits(pg_temp.ann(), 5, 'gift', 'welcome')).replayed, false, 'a grant is made');
select tally_ledger.welcome(pg_temp.ann(), 'x@example.test')
from tally_base.set_setting('welcome_credits', '25');
select is((select count(*) from tally_ledger.grants where source = 'welcome'), 1::bigint,
  'welcome credits come');
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'first';
update tally_ledger.accounts set next_change_at = clock_timestamp();
select lives_ok($$select tally_ledger.lock_account(pg_temp.ann())$$, 'the expiry is booked');
select is((select count(*) from tally_ledger.entries where kind = 'expire'), 1::bigint, 'once');

select * from finish();
rollback;
