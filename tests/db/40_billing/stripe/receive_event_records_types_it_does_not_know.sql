-- threat 57: ignored, kept, and a duplicate the next time.
begin;
select plan(2);

select is((select (outcome, reason)::text from tally.receive_stripe_event(
  '{"id": "evt_1", "type": "coupon.created", "livemode": true, "api_version": "2026-10-28.endive",
    "data": {"object": {"id": "c"}}}')),
  '(ignored,unknown_type)', 'ignored');
select is((select (type, api_version, outcome, payload #>> '{data,object,id}')::text from tally_billing.stripe_events),
  '(coupon.created,2026-10-28.endive,ignored,c)', 'kept');

select * from finish();
rollback;
