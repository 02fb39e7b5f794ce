-- Only possible where the trigger was removed; never a null row.
begin;
select plan(5);

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok(call, 'PT404', 'not_found', call)
from (values
  ('select tally.balance()'),
  ($$select tally.quote('audio_upload')$$),
  ($$select tally.spend('audio_upload', 'k')$$),
  ('select tally.explain(1)'),
  ($$select tally.start_purchase('starter')$$)) door (call);

select * from finish();
rollback;
