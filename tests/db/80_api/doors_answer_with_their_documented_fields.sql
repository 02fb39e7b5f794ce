-- doors.md binds: clients are written against these names.
begin;
select plan(11);

select is(
  (select string_agg(attname, ' ' order by attnum) from pg_attribute
    where attrelid = format('tally.%I', type)::regclass and attnum > 0 and not attisdropped),
  fields, type)
from (values
  ('movement', 'account_id seq kind credits balance_after available replayed'),
  ('grant_movement', 'account_id seq kind credits balance_after available replayed grant_id'),
  ('account_balance', 'account_id available posted held debt status low expires_next_at expires_next_credits '
    'plan tier updated_at'),
  ('action_quote', 'action quantity credits unit_price available affordable tier_ok warning valid_until'),
  ('purchase_terms', 'purchase_id account_id pack title quantity credits amount_minor currency created_at'),
  ('event_outcome', 'outcome reason account_id purchase_id credits_before credits_after')) t (type, fields);
select is(
  (select pg_get_function_arguments(p.oid) from pg_proc p
    where p.pronamespace = 'tally'::regnamespace and p.proname = door),
  arguments, door)
from (values
  ('balance', 'account uuid DEFAULT NULL::uuid'),
  ('quote', 'action text, quantity numeric DEFAULT 1, account uuid DEFAULT NULL::uuid'),
  ('spend', 'action text, idempotency_key text, quantity numeric DEFAULT 1, account uuid DEFAULT NULL::uuid, '
    'reference text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb'),
  ('explain', 'seq bigint, account uuid DEFAULT NULL::uuid'),
  ('start_purchase', 'pack text, quantity integer DEFAULT 1, account uuid DEFAULT NULL::uuid')) t (door, arguments);

select * from finish();
rollback;
