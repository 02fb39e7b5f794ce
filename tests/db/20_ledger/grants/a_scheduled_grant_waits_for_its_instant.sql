-- No entry and no credits before; both after, by the next movement.
begin;
select plan(7);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

select is((select (seq, credits, balance_after, available, replayed, grant_id is not null)::text
  from tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 10, 'gift', 'k', null, '2099-01-01')),
  '(,10.000000,0.000000,0.000000,f,t)', 'no seq yet');
select is((select count(*) from tally_ledger.entries), 0::bigint, 'no entry');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok($$select tally.spend('audio_upload', 's')$$, 'PT402', 'insufficient_credits',
  'nothing to spend');
select is((select (state, remaining)::text from tally.grants), '(scheduled,0.000000)', 'the view says so');
reset role;
update tally_ledger.grants set effective_at = clock_timestamp() where key = 'k';
update tally_ledger.accounts set next_change_at = clock_timestamp();
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((tally.balance()).available, 10.0, 'at its instant it counts');
select is((select (seq, balance_after)::text from tally.spend('audio_upload', 's')), '(2,8.000000)',
  'and can be spent');
select is((select (state, remaining)::text from tally.grants), '(live,8.000000)', 'it is live now');

select * from finish();
rollback;
