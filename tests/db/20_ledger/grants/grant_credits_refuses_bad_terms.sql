-- Each with its token, and nothing changes. A line names one argument; the others are good.
begin;
select plan(23);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
create function pg_temp.books() returns text language sql as $$
  select md5(concat(
    (select json_agg(a order by a.id) from tally_ledger.accounts a),
    (select json_agg(g order by g.account_id, g.id) from tally_ledger.grants g),
    (select json_agg(e order by e.account_id, e.seq) from tally_ledger.entries e),
    (select json_agg(p order by p.account_id, p.id) from tally_billing.purchases p)))
$$;
create temp table books_before as select pg_temp.books() as books;
create function pg_temp.grant_with(p_terms jsonb) returns void language plpgsql as $$
declare v_call text;
begin
  p_terms := jsonb_build_object('account', pg_temp.ann(), 'credits', 1, 'source', 'gift',
    'idempotency_key', 'k') || p_terms;
  select format('select tally.grant_credits(%s)', string_agg(format('%I => %L', key, value), ', '))
  into v_call from jsonb_each_text(p_terms);
  execute v_call;
end $$;

set local role service_role;
set local "request.jwt.claims" to '{"role": "service_role"}';
select throws_ok(format('select pg_temp.grant_with(%L)', terms), state, token, left(terms::text, 80))
from (values
  ('{"idempotency_key": null}'::jsonb, 'PT400', 'invalid_key'),
  ('{"idempotency_key": ""}', 'PT400', 'invalid_key'),
  (jsonb_build_object('idempotency_key', repeat('k', 102400)), 'PT400', 'invalid_key'),
  ('{"source": null}', 'PT400', 'invalid_request'),
  ('{"source": "bribe"}', 'PT400', 'invalid_request'),
  ('{"source": "test"}', 'PT403', 'test_mode_only'),
  ('{"expires_at": "2020-01-01"}', 'PT400', 'invalid_range'),
  ('{"expires_at": "2099-01-01", "effective_at": "2099-01-01"}', 'PT400', 'invalid_range'),
  ('{"expires_at": "infinity"}', 'PT400', 'invalid_range'),
  ('{"effective_at": "-infinity"}', 'PT400', 'invalid_range'),
  ('{"priority": -1}', 'PT400', 'invalid_request'),
  ('{"priority": 101}', 'PT400', 'invalid_request'),
  ('{"priority": 70000}', 'PT400', 'invalid_request'),
  ('{"cost_basis_minor": 1}', 'PT400', 'invalid_request'),
  ('{"cost_basis_minor": -1, "currency": "usd"}', 'PT400', 'invalid_request'),
  ('{"cost_basis_minor": "NaN", "currency": "usd"}', 'PT400', 'invalid_request'),
  ('{"cost_basis_minor": 0.00000000001, "currency": "usd"}', 'PT400', 'invalid_request'),
  ('{"currency": "USD"}', 'PT400', 'invalid_request'),
  ('{"reference": ""}', 'PT400', 'invalid_reference'),
  ('{"metadata": []}', 'PT400', 'invalid_request'),
  ('{"account": "a0000000-0000-4000-8000-000000000001"}', 'PT404', 'not_found'),
  ('{"account": null}', 'PT404', 'not_found')) t (terms, state, token);
reset role;
select is(pg_temp.books(), (select books from books_before), 'nothing changed');

select * from finish();
rollback;
