-- Each with its token.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok(format('select tally.quote(%L, %L)', action, quantity), state, token, name)
from (values
  ('an unknown action', 'no_such_action', '1', 'PT404', 'not_found'),
  ('no action', null, '1', 'PT404', 'not_found'),
  ('no quantity', 'audio_upload', null, 'PT400', 'invalid_quantity'),
  ('zero', 'audio_upload', '0', 'PT400', 'invalid_quantity'),
  ('half', 'audio_upload', '0.5', 'PT400', 'invalid_quantity'),
  ('NaN', 'audio_upload', 'NaN', 'PT400', 'invalid_quantity'),
  ('too many', 'audio_upload', '600000000', 'PT400', 'invalid_quantity')) t (name, action, quantity, state, token);

select * from finish();
rollback;
