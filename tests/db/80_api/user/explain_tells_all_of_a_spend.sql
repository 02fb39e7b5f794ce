-- Action, price, quantity, the grants that paid, and the text.
begin;
select plan(3);

insert into auth.users (id, email) values ('a0000000-0000-4000-8000-000000000001', 'ann@example.test');
create function pg_temp.ann() returns uuid language sql security definer as
  $$ select tally.account_of('a0000000-0000-4000-8000-000000000001') $$;
select tally.grant_credits(pg_temp.ann(), 3, 'adjustment', 'promo',
  '2099-01-01');
select tally.grant_credits(pg_temp.ann(), 50, 'adjustment', 'paid',
  cost_basis_minor => 0.998, currency => 'usd');
set local role authenticated;
set local "request.jwt.claims" to '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select tally.spend('docx_processing', 'k', 2, null, 'book 1', '{"page": 7}');

select is(e - array['recorded_at', 'event_at', 'account_id', 'price_id', 'grants', 'request_id'],
  '{"seq": 3, "kind": "spend", "credits": -10.000000, "balance_after": 43.000000, "action": "docx_processing",
    "title": "Document processing", "quantity": 2, "unit_price": 5.000000, "source": null, "actor": "user",
    "reference": "book 1", "metadata": {"page": 7}}', 'the entry')
from tally.explain(3) e;
select results_eq(
  $$ select g ->> 'source', (g ->> 'credits')::numeric, (g ->> 'cost_basis_minor')::numeric, g ->> 'currency',
       (g ->> 'expires_at')::timestamptz
     from jsonb_array_elements(tally.explain(3) -> 'grants') g $$,
  $$ values ('adjustment', 3.0, 0.0, null, '2099-01-01'::timestamptz), ('adjustment', 7.0, 0.998, 'usd', null) $$,
  'what paid');
select is(tally.explain(1) ->> 'source', 'adjustment', 'a grant names its source');

select * from finish();
rollback;
