-- By the clock itself: nothing is booked, and nothing can be spent.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 10, 'adjustment', 'ends',
  expires_at => clock_timestamp() + interval '0.2 s');
select pg_sleep(0.25);

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (available, posted)::text from tally.balance()), '(0,10.000000)', 'posted, not available');
select is((select (available, affordable)::text from tally.quote('audio_upload')), '(0,f)',
  'the quote knows');
select throws_ok($$select tally.spend('audio_upload', 'k')$$, 'PT402', 'insufficient_credits',
  'and the spend');

select * from finish();
rollback;
