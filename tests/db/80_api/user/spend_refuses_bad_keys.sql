-- threat 26: nothing changes.
begin;
select plan(10);

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
select throws_ok(format('select tally.spend(%L, %L)', 'audio_upload', key), 'PT400', 'invalid_key', name)
from (values
  ('null', null),
  ('empty', ''),
  ('blank', '  '),
  ('201 characters', repeat('k', 201)),
  ('100 kB', repeat('k', 102400)),
  ('a newline', E'k\nk'),
  ('a control character', E'k\u0001'),
  ('a right-to-left override', E'k\u202ek'),
  ('a zero-width space', E'k\u200b')) t (name, key);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
