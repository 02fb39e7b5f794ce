-- threat 32: PT422, and nothing changes.
begin;
select plan(8);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('audio_upload', 'k', 1, null, 'ref', '{"a": 1}');
reset role;
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;

set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select throws_ok(call, 'PT422', 'idempotency_key_reused', call)
from (values
  ($$select tally.spend('audio_upload', 'k', 2, null, 'ref', '{"a": 1}')$$),
  ($$select tally.spend('txt_upload', 'k', 1, null, 'ref', '{"a": 1}')$$),
  ($$select tally.spend('audio_upload', 'k', 1, null, 'other', '{"a": 1}')$$),
  ($$select tally.spend('audio_upload', 'k', 1, null, null, '{"a": 1}')$$),
  ($$select tally.spend('audio_upload', 'k', 1, null, 'ref', '{"a": 2}')$$),
  ($$select tally.spend('audio_upload', 'k', 1, null, 'ref')$$),
  ($$select tally.spend('no_such_action', 'k')$$)) t (call);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
