-- threat 35: a refusal leaves nothing behind, so the key works after a top-up.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok($$select tally.spend('audio_upload', 'k')$$, 'PT402', 'insufficient_credits', 'refused');
reset role;
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (credits, replayed)::text from tally.spend('audio_upload', 'k')), '(-2.000000,f)',
  'then spent');

select * from finish();
rollback;
