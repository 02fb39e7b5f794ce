-- The same movement and grant; other arguments are PT422.
begin;
select plan(12);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
create temp table first as
  select * from tally.grant_credits(pg_temp.ann(), 10, 'gift', 'k', '2099-01-01', null, 50, 1, 'usd', 'r',
  '{"a": 1}');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 's');

reset role;
select is((select (account_id, seq, kind, credits, balance_after, available, replayed, grant_id)::text
    from tally.grant_credits(pg_temp.ann(), 10.0, 'gift', 'k', '2099-01-01 01:00+01', null,
      50, 1.0, 'usd', 'r', '{"a": 1}')),
  (select (account_id, seq, kind, credits, balance_after, available, true, grant_id)::text from first),
  'replayed');
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;
select throws_ok(format('select tally.grant_credits(%L, %s)', pg_temp.ann(), arguments),
  'PT422', 'idempotency_key_reused', arguments)
from (values
  ($$11, 'gift', 'k', '2099-01-01', null, 50, 1, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'referral', 'k', '2099-01-01', null, 50, 1, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-02', null, 50, 1, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', null, null, 50, 1, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-01', '2098-01-01', 50, 1, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-01', null, 51, 1, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-01', null, 50, 2, 'usd', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-01', null, 50, 1, 'eur', 'r', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-01', null, 50, 1, 'usd', 's', '{"a": 1}'$$),
  ($$10, 'gift', 'k', '2099-01-01', null, 50, 1, 'usd', 'r', null$$)) t (arguments);
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
