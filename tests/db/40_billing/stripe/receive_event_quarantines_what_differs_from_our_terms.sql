-- threats 59 to 61: our row decides; whatever differs is set aside for a person, and nothing changes.
begin;
select plan(15);

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
select tally.attach_checkout_session(account_id, id, 'cs_1') from tally_billing.purchases;
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

select is((select (outcome, reason)::text from pg_temp.receive('evt_' || n, 'completed', change::jsonb)),
  format('(quarantined,"mismatch: %s")', fact), change)
from (values
  (1, '{"mode": "subscription"}', 'mode'),
  (2, '{"client_reference_id": "99999999-9999-4999-8999-999999999999"}', 'client_reference_id'),
  (3, '{"client_reference_id": null}', 'client_reference_id'),
  (4, '{"customer": "cus_other"}', 'customer'),
  (5, '{"customer": null}', 'customer'),
  (6, '{"amount_total": 1}', 'amount_total'),
  (7, '{"amount_total": null}', 'amount_total'),
  (8, '{"amount_total": 0, "payment_status": "no_payment_required"}', 'amount_total'),
  (9, '{"currency": "eur"}', 'currency'),
  (10, '{"currency": "idr", "amount_total": 499}', 'currency'),
  (11, '{"metadata": {"purchase_id": "99999999-9999-4999-8999-999999999999"}}', 'metadata'),
  (12, '{"metadata": {"account_id": "b0000000-0000-4000-8000-000000000002"}}', 'metadata'),
  (13, '{"amount_total": 1, "currency": "eur"}', 'amount_total, currency')) t (n, change, fact);
select is(pg_temp.books(), (select books from books_before), 'nothing changed');
select is((select count(*) from tally_billing.stripe_events
    where outcome = 'quarantined' and purchase_id is not null),
  13::bigint, 'each is kept with its purchase');

select * from finish();
rollback;
