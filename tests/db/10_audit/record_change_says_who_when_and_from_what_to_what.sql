-- Old and new value per changed column, the key, the actor, the request.
begin;
select plan(5);

set local "request.headers" to '{"x-request-id": "req-1"}';
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001"}';
insert into tally_base.admins (user_id) values ('b0000000-0000-4000-8000-000000000002');

select is((select changes -> 'user_id' from tally_audit.log order by id desc limit 1),
  '{"from": null, "to": "b0000000-0000-4000-8000-000000000002"}', 'an insert has no old value');
select tally_base.set_setting('welcome_credits', '5');
select is((select changes from tally_audit.log order by id desc limit 1),
  '{"value": {"from": 0, "to": 5}}', 'an update names the changed columns only');
delete from tally_base.admins;
select is((select changes -> 'user_id' from tally_audit.log order by id desc limit 1),
  '{"from": "b0000000-0000-4000-8000-000000000002", "to": null}', 'a delete has no new value');
select is((select row_key from tally_audit.log order by id desc limit 1),
  '{"user_id": "b0000000-0000-4000-8000-000000000002"}', 'the row is named by its key');
select is((select format('%s %s %s', actor, user_id, request_id) from tally_audit.log order by id desc limit 1),
  format('sql:%s a0000000-0000-4000-8000-000000000001 req-1', session_user),
  'who, for whom, in which request');

select * from finish();
rollback;
