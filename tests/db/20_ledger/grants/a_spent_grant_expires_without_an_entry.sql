-- Nothing was left, so nothing expired.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 2, 'adjustment', 'ends',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 2, 'adjustment', 'both',
  '2099-01-02');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');
select tally.spend('chapter_creation', 'l');
reset role;
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'ends';
update tally_ledger.accounts set next_change_at = clock_timestamp();
update tally_ledger.grants set expires_at = clock_timestamp() where key = 'both';
update tally_ledger.accounts set next_change_at = clock_timestamp();
select tally_ledger.book_expiries();

select results_eq('select kind::text, credits::numeric from tally_ledger.entries where seq > 4',
  $$values ('expire', -1.0)$$, 'only what was left');
select results_eq('select key, state from tally_ledger.grants order by key desc',
  $$values ('ends', 'spent'), ('both', 'expired')$$, 'one was spent, one expired');

select * from finish();
rollback;
