-- A server has no identity of its own: it names the account at its own doors.
begin;
select plan(5);

set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select throws_ok(call, '42501', null, call)
from (values
  ('select tally.balance()'),
  ($$select tally.quote('audio_upload')$$),
  ($$select tally.spend('audio_upload', 'k')$$),
  ('select tally.explain(1)'),
  ($$select tally.start_purchase('starter')$$)) attempt (call);

select * from finish();
rollback;
