-- Several grants may end at one instant.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'first',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'second',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 40, 'adjustment', 'later',
  '2099-06-01');
select tally.grant_credits(pg_temp.ann(), 80, 'adjustment', 'never');

select is((select (expires_next_at = '2099-01-01', expires_next_credits)::text
  from tally_ledger.account_state(pg_temp.ann())), '(t,30.000000)', 'the earliest instant and its sum');

select * from finish();
rollback;
