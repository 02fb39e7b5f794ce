-- The hash of an entry, over the hash before it: no entry can change without all later ones.
-- JSON keeps two different rows from giving one text; instants enter as microseconds, free of time zones.
-- Column by column and in plain numerics of six decimals: passing a row costs 40 µs of a spend, domains more.
create function tally_ledger.entry_hash(
  p_previous bytea, p_account_id uuid, p_seq bigint, p_kind tally_ledger.entry_kind,
  p_credits numeric, p_balance_after numeric, p_available_after numeric, p_debt_change numeric,
  p_grant_id bigint,
  p_scope text, p_key text, p_request_hash bytea, p_action text, p_price_id bigint,
  p_quantity numeric, p_user_id uuid, p_actor text, p_request_id text, p_note_hash bytea,
  p_event_at timestamptz, p_recorded_at timestamptz)
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(p_previous || convert_to(json_build_array(
    p_account_id, p_seq, p_kind, p_credits, p_balance_after, p_available_after, p_debt_change,
    p_grant_id, p_scope, p_key, encode(p_request_hash, 'hex'), p_action, p_price_id, p_quantity,
    p_user_id, p_actor, p_request_id, encode(p_note_hash, 'hex'),
    (extract(epoch from p_event_at) * 1000000)::bigint,
    (extract(epoch from p_recorded_at) * 1000000)::bigint)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.entry_hash is 'SHA-256 of the previous hash (empty before the first entry) and every column of an entry but its hash.';
revoke all on function tally_ledger.entry_hash from public;
