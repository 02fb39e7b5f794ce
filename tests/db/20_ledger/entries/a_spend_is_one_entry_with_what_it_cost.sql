-- Everything an auditor asks of a charge.
begin;
select plan(5);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');

set local "request.headers" to '{"x-request-id": "req-1"}';
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (seq, kind, credits, balance_after, available, replayed)::text
  from tally.spend('audio_upload', 'k', 3, null, 'book 1', '{"page": 7}')),
  '(2,spend,-6.000000,14.000000,14.000000,f)', 'the movement');
reset role;
select is((select (kind, credits, balance_after, available_after, debt_change, scope, key, action, quantity,
    user_id, actor, request_id)::text from tally_ledger.entries where seq = 2),
  format('(spend,-6.000000,14.000000,14.000000,0.000000,%s,k,audio_upload,3,%s,user,req-1)',
    'spend:a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001'), 'the entry');
select is((select (reference, metadata)::text from tally_ledger.entry_notes where seq = 2),
  '("book 1","{""page"": 7}")', 'its note');
select is((select count(*) from tally_ledger.entry_notes where seq = 1), 0::bigint,
  'an entry without text has none');
select is((select balance::numeric from tally_ledger.accounts), 14.0, 'the account');

select * from finish();
rollback;
