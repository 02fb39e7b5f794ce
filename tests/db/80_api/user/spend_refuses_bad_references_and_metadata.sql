-- threats 26, 27: nothing changes.
begin;
select plan(8);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select tally.grant_credits(tally.account_of('a0000000-0000-4000-8000-000000000001'), 20, 'adjustment',
  'first');
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
select throws_ok(
  format('select tally.spend(%L, %L, reference => %L, metadata => %L)', 'audio_upload', 'k', reference, metadata),
  'PT400', token, name)
from (values
  ('an empty reference', '', null, 'invalid_reference'),
  ('one of 100 kB', repeat('r', 102400), null, 'invalid_reference'),
  ('one with a right-to-left override', E'r\u202e', null, 'invalid_reference'),
  ('an array', null, '[]', 'invalid_request'),
  ('a string', null, '"a"', 'invalid_request'),
  ('six levels', null, '{"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}', 'invalid_request'),
  ('1 MB', null, json_build_object('a', repeat('x', 1048576))::text, 'invalid_request'))
  t (name, reference, metadata, token);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
