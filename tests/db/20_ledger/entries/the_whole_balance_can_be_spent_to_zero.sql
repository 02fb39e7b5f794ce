-- Exactly; the next credit is refused.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 3, 'adjustment', 'a',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 3, 'adjustment', 'b');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.spend('txt_upload', 'one')).balance_after, 3.0, 'the first grant');
select is((tally.spend('txt_upload', 'two')).balance_after, 0.0, 'and the second');
select throws_ok($$select tally.spend('chapter_creation', 'three')$$, 'PT402', 'insufficient_credits',
  'nothing is left');
reset role;
select is((select (balance, head_remaining)::text from tally_ledger.accounts), '(0.000000,0.000000)', 'zero');

select * from finish();
rollback;
