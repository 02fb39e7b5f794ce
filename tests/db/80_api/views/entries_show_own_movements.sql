-- Newest price, source and text of each; what the books hold besides stays inside.
begin;
select plan(2);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment', 'first',
  reference => 'a gift');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 2, null, 'book', '{"page": 1}');

select results_eq(
  $$select seq, kind::text, credits::numeric, balance_after::numeric, action, quantity, unit_price::numeric, source,
    reference, user_id from tally.entries order by seq$$,
  $$values (1::bigint, 'grant', 20.0, 20.0, null::text, null::numeric, null::numeric, 'adjustment', 'a gift',
      null::uuid),
    (2, 'spend', -4.0, 16.0, 'audio_upload', 2.0, 2.0, null, 'book', 'a0000000-0000-4000-8000-000000000001')$$,
  'a grant and a spend');
select columns_are('tally', 'entries', array['account_id', 'seq', 'kind', 'credits', 'balance_after', 'action',
  'quantity', 'unit_price', 'source', 'reference', 'metadata', 'user_id', 'event_at', 'recorded_at']);

select * from finish();
rollback;
