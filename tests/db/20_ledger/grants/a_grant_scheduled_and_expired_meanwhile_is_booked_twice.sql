-- A late sweep ends like a punctual one: in, and out again.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 10, 'gift', 'k', '2099-01-02', '2099-01-01');
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'k';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'k';
update tally_ledger.accounts set next_change_at = clock_timestamp();

select is((select available from tally_ledger.account_state(pg_temp.ann())),
  0.0, 'nothing is available');
select tally_ledger.book_expiries();
select results_eq(
  'select seq, kind::text, credits::numeric, balance_after::numeric from tally_ledger.entries order by seq',
  $$values (1::bigint, 'grant', 10.0, 10.0), (2, 'expire', -10.0, 0.0)$$, 'granted, expired');

select * from finish();
rollback;
