-- Σ allocations = what was spent.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 3, 'adjustment', 'a',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 4, 'adjustment', 'b',
  '2099-02-01');
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'c');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (credits, balance_after)::text from tally.spend('audio_upload', 'k', 5)),
  '(-10.000000,17.000000)', 'one movement');
reset role;
select results_eq(
  $$ select g.key, e.amount::numeric from tally_ledger.entry_grants e
     join tally_ledger.grants g on g.id = e.grant_id where e.seq = 4 order by g.key $$,
  $$ values ('a', 3.0), ('b', 4.0), ('c', 3.0) $$, 'three grants paid');
select results_eq('select key, remaining::numeric, state from tally_ledger.grants order by key',
  $$ values ('a', 0.0, 'spent'), ('b', 0.0, 'spent'), ('c', 17.0, 'live') $$, 'two of them are spent');
select is((select grant_id from tally_ledger.entries where seq = 4), null, 'the entry names none');

select * from finish();
rollback;
