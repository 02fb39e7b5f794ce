-- The fast path found its key taken: the account is as it was, and the twin's movement is the answer.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k');
reset role;
create temp table account_before as select id, balance, held, seq, head_remaining from tally_ledger.accounts;

select is((select (m.seq, m.credits, m.replayed)::text from tally_ledger.entries e,
  tally_ledger.spend_credits(row(e.account_id, e.kind, -1, e.scope, e.key, e.request_hash, e.action,
    e.price_id, e.quantity, e.user_id, null, null, null)::tally_ledger.posting) m where e.seq = 2),
  '(2,-2.000000,t)', 'the twin''s movement');
select results_eq('select id, balance, held, seq, head_remaining from tally_ledger.accounts',
  'select * from account_before', 'the account is as it was');
select is((select count(*) from tally_ledger.entries), 2::bigint, 'no further entry');

select * from finish();
rollback;
