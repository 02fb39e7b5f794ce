-- Whatever order the grants were made in.
begin;
select plan(1);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 1, 'adjustment', 'second',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 2, 'adjustment', 'first',
  '2099-01-02');
select tally.grant_credits(pg_temp.ann(), 4, 'adjustment', 'third',
  effective_at => '2099-01-03');
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'first';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'second';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'third';
update tally_ledger.accounts set next_change_at = clock_timestamp();
select tally_ledger.lock_account(pg_temp.ann());

select results_eq('select credits::numeric from tally_ledger.entries where seq > 2 order by seq',
  array[-2.0, -1.0, 4.0], 'in order');

select * from finish();
rollback;
