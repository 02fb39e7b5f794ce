-- Each with its token, and nothing changes.
begin;
select plan(25);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
select set_config('test.ann', tally.account_of('a0000000-0000-4000-8000-000000000001')::text, true);
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;
set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select throws_ok(format('select tally.grant_credits(account => %L, %s)', current_setting('test.ann'), arguments),
  state, token, name)
from (values
  ('a null key', $$credits => 1, source => 'gift', idempotency_key => null$$, 'PT400', 'invalid_key'),
  ('an empty key', $$credits => 1, source => 'gift', idempotency_key => ''$$, 'PT400', 'invalid_key'),
  ('a key of 100 kB', $$credits => 1, source => 'gift', idempotency_key => repeat('k', 102400)$$, 'PT400', 'invalid_key'),
  ('a null source', $$credits => 1, source => null, idempotency_key => 'k'$$, 'PT400', 'invalid_request'),
  ('an unknown source', $$credits => 1, source => 'bribe', idempotency_key => 'k'$$, 'PT400', 'invalid_request'),
  ('a bought one', $$credits => 1, source => 'purchase', idempotency_key => 'k'$$, 'PT400', 'invalid_request'),
  ('a welcome', $$credits => 1, source => 'welcome', idempotency_key => 'k'$$, 'PT400', 'invalid_request'),
  ('test credits when live', $$credits => 1, source => 'test', idempotency_key => 'k'$$, 'PT403', 'test_mode_only'),
  ('expired', $$credits => 1, source => 'gift', idempotency_key => 'k', expires_at => now() - interval '1 s'$$,
    'PT400', 'invalid_range'),
  ('expiring before its effect', $$credits => 1, source => 'gift', idempotency_key => 'k', expires_at => '2099-01-01',
    effective_at => '2099-01-01'$$, 'PT400', 'invalid_range'),
  ('expiring never, spelt infinity', $$credits => 1, source => 'gift', idempotency_key => 'k', expires_at => 'infinity'$$,
    'PT400', 'invalid_range'),
  ('effective for ever', $$credits => 1, source => 'gift', idempotency_key => 'k', effective_at => '-infinity'$$,
    'PT400', 'invalid_range'),
  ('priority -1', $$credits => 1, source => 'gift', idempotency_key => 'k', priority => -1$$, 'PT400', 'invalid_request'),
  ('priority 101', $$credits => 1, source => 'gift', idempotency_key => 'k', priority => 101$$, 'PT400', 'invalid_request'),
  ('priority 70000', $$credits => 1, source => 'gift', idempotency_key => 'k', priority => 70000$$, 'PT400', 'invalid_request'),
  ('a cost without currency', $$credits => 1, source => 'gift', idempotency_key => 'k', cost_basis_minor => 1$$,
    'PT400', 'invalid_request'),
  ('a negative cost', $$credits => 1, source => 'gift', idempotency_key => 'k', cost_basis_minor => -1, currency => 'usd'$$,
    'PT400', 'invalid_request'),
  ('a cost of NaN', $$credits => 1, source => 'gift', idempotency_key => 'k', cost_basis_minor => 'NaN', currency => 'usd'$$,
    'PT400', 'invalid_request'),
  ('a cost of eleven decimals', $$credits => 1, source => 'gift', idempotency_key => 'k', cost_basis_minor => 0.00000000001,
    currency => 'usd'$$, 'PT400', 'invalid_request'),
  ('a currency in capitals', $$credits => 1, source => 'gift', idempotency_key => 'k', currency => 'USD'$$, 'PT400', 'invalid_request'),
  ('a bad reference', $$credits => 1, source => 'gift', idempotency_key => 'k', reference => ''$$, 'PT400', 'invalid_reference'),
  ('bad metadata', $$credits => 1, source => 'gift', idempotency_key => 'k', metadata => '[]'$$, 'PT400', 'invalid_request'))
  t (name, arguments, state, token);
select throws_ok($$select tally.grant_credits('a0000000-0000-4000-8000-000000000001', 1, 'gift', 'k')$$, 'PT404',
  'not_found', 'an unknown account');
select throws_ok($$select tally.grant_credits(null, 1, 'gift', 'k')$$, 'PT404', 'not_found', 'no account');
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
