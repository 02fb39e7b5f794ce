-- Also of an entry that another member made.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
insert into tally_ledger.account_members (account_id, user_id, role)
values (pg_temp.ann(), 'b0000000-0000-4000-8000-000000000002', 'member');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok(format('select tally.explain(%s)', seq), 'PT404', 'not_found', seq)
from (values ('null'), ('0'), ('-1'), ('2'), ('9223372036854775807')) t (seq);
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "b0000000-0000-4000-8000-000000000002", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 1, pg_temp.ann());
select throws_ok($$select tally.explain(1, pg_temp.ann())$$, 'PT404', 'not_found', 'the owner''s grant');
select is(tally.explain(2, pg_temp.ann()) ->> 'kind', 'spend', 'one''s own entry is');

select * from finish();
rollback;
