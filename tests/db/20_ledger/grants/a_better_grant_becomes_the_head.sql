-- A later grant that burns sooner pays next, and the old head keeps what it has left.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'old');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'one');
reset role;
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'new',
  '2099-01-01');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('txt_upload', 'two');

reset role;
select results_eq(
  'select g.key, s.remaining::numeric
   from tally_ledger.grant_state s join tally_ledger.grants g using (id) order by 1',
  $$values ('new', 2.0), ('old', 8.0)$$, 'the new one paid');

select * from finish();
rollback;
