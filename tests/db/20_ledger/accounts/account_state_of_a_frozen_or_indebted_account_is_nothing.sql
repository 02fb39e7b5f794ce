-- Posted credits stay visible.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'first');
create function pg_temp.state() returns text language sql as $$
  select format('%s %s %s %s', trim_scale(available), trim_scale(posted), trim_scale(debt), status)
  from tally_ledger.account_state(pg_temp.ann())
$$;
update tally_ledger.accounts set status = 'frozen';

select is(pg_temp.state(), '0 10 0 frozen', 'frozen');
update tally_ledger.accounts set status = 'open', debt = 3, seq = seq + 1;
select is(pg_temp.state(), '0 10 3 open', 'in debt');

select * from finish();
rollback;
