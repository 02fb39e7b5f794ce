-- threat 31: the same answer, also after the balance changed; one entry.
begin;
select plan(4);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 20, 'adjustment', 'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
create temp table first as select * from tally.spend('audio_upload', 'k', 2, null, 'ref', '{"a": 1, "b": 2}');

select is((select replayed from first), false, 'the first is no replay');
select tally.spend('docx_processing', 'another');
reset role;
select tally.grant_credits(pg_temp.ann(), 100, 'adjustment', 'more');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select (account_id, seq, kind, credits, balance_after, available, replayed)::text
    from tally.spend('audio_upload', 'k', 2.0, null, 'ref', '{"b": 2, "a": 1}')),
  (select (account_id, seq, kind, credits, balance_after, available, true)::text from first),
  'the repeat says the same, and that it is one');
select is((select count(*) from tally.entries where kind = 'spend'), 2::bigint, 'one entry for the key');
select is((tally.balance()).available, 111.0, 'charged once');

select * from finish();
rollback;
