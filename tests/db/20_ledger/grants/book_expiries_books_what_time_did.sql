-- For accounts that nobody touches; a second run finds nothing.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
insert into auth.users (id, email) values ('b0000000-0000-4000-8000-000000000002', 'bob@example.test');
select tally.grant_credits(pg_temp.ann(), 10, 'adjustment', 'ends',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 5, 'adjustment', 'stays');
select tally.grant_credits(tally.account_of('b0000000-0000-4000-8000-000000000002'), 7, 'adjustment', 'comes',
  effective_at => '2099-01-01');

select is(tally_ledger.book_expiries(), 0::bigint, 'nothing is due');
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'ends';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'comes';
update tally_ledger.accounts set next_change_at = clock_timestamp();
select set_eq('select account_id from tally_ledger.due_accounts()', 'select id from tally_ledger.accounts',
  'both are due');
select is(tally_ledger.book_expiries(), 0::bigint, 'booked in one chunk');
select results_eq(
  $$select kind::text, credits::numeric, balance_after::numeric, actor ~ '^sql:' from tally_ledger.entries
    where recorded_at > (select expires_at from tally_ledger.grants where key = 'ends') order by kind$$,
  $$values ('expire', -10.0, 5.0, true), ('grant', 7.0, 7.0, true)$$, 'an expiry and a grant');
select is((select (state, remaining)::text from tally_ledger.grants where key = 'ends'), '(expired,0.000000)',
  'the grant ended');
select is((select count(*) from tally_ledger.due_accounts()), 0::bigint, 'nothing is due any more');
select tally_ledger.book_expiries();
select is((select count(*) from tally_ledger.entries), 4::bigint, 'a second run books nothing');

select * from finish();
rollback;
