-- ledger.md: A(p0, expires T10, 10), B(p0, expires T15, 15), C(p1, never, 20); spend 5, then 10.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'C',
  priority => 1);
select tally.grant_credits(pg_temp.ann(), 15, 'adjustment', 'B',
  '2099-01-15', priority => 0);
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'A',
  '2099-01-10', priority => 0);
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('docx_processing', 'T2');
select tally.spend('docx_processing', 'T3', 2);

reset role;
select results_eq(
  'select g.key, s.remaining::numeric
   from tally_ledger.grant_state s join tally_ledger.grants g using (id) order by 1',
  $$ values ('A', 0.0), ('B', 10.0), ('C', 20.0) $$, 'A 0, B 10, C 20');

select * from finish();
rollback;
