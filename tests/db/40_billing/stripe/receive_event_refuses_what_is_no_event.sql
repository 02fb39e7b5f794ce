-- PT400, nothing recorded.
begin;
select plan(17);

set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select throws_ok(format('select tally.receive_stripe_event(%L)', event), 'PT400', 'invalid_request',
  coalesce(left(event, 60), 'null'))
from (values
  (null),
  ('null'),
  ('[]'),
  ('"evt_1"'),
  ('{}'),
  ('{"type": "x", "livemode": true, "data": {"object": {}}}'),
  ('{"id": 1, "type": "x", "livemode": true, "data": {"object": {}}}'),
  ('{"id": "ch_1", "type": "x", "livemode": true, "data": {"object": {}}}'),
  ('{"id": "evt_1 ", "type": "x", "livemode": true, "data": {"object": {}}}'),
  ('{"id": "evt_1", "livemode": true, "data": {"object": {}}}'),
  ('{"id": "evt_1", "type": "", "livemode": true, "data": {"object": {}}}'),
  ('{"id": "evt_1", "type": "x", "data": {"object": {}}}'),
  ('{"id": "evt_1", "type": "x", "livemode": "true", "data": {"object": {}}}'),
  ('{"id": "evt_1", "type": "x", "livemode": true}'),
  ('{"id": "evt_1", "type": "x", "livemode": true, "data": {"object": []}}')) t (event);
select throws_ok($$select tally.receive_stripe_event(
  '{"id": "evt_1", "type": "x", "livemode": true, "data": {"object": {"id": "cs_1"}}}', '{"id": "cs_2"}')$$,
  'PT400', 'invalid_request', 'another object than the event''s');
reset role;
select is((select count(*) from tally_billing.stripe_events), 0::bigint, 'nothing is recorded');

select * from finish();
rollback;
