-- Expired credits stop counting and due ones start at their instant, whether or not a job has booked it.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'stays');
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'ends',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 40, 'adjustment', 'comes',
  effective_at => '2099-01-01');
create function pg_temp.state() returns text language sql as $$
  select concat_ws(' ', trim_scale(available), trim_scale(posted), trim_scale(expires_next_credits))
  from tally_ledger.account_state(pg_temp.ann())
$$;

select is(pg_temp.state(), '30 30 20', 'before');
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'ends';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'comes';
update tally_ledger.accounts set next_change_at = clock_timestamp();
select is(pg_temp.state(), '50 30', 'after: nothing was booked, and nothing expires next');

select * from finish();
rollback;
