-- The hash of an entry, over the hash before it: no entry can change without all later ones.
-- Instants enter as microseconds, because their text depends on the session's time zone.
create function tally_ledger.chain_hash(
  p_previous bytea, p_facts text, p_account uuid, p_seq bigint,
  p_balance_after numeric, p_available_after numeric, p_debt_change numeric,
  p_grant_id bigint, p_event_at timestamptz, p_recorded_at timestamptz)
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(p_previous || convert_to(concat_ws('|',
    p_account, p_seq, p_balance_after, p_available_after, p_debt_change, coalesce(p_grant_id, 0),
    (extract(epoch from p_event_at) * 1000000)::bigint,
    (extract(epoch from p_recorded_at) * 1000000)::bigint,
    p_facts), 'UTF8'));
end
$$;
comment on function tally_ledger.chain_hash(bytea, text, uuid, bigint, numeric, numeric, numeric, bigint, timestamptz, timestamptz) is 'SHA-256 of the previous hash and the entry.';
revoke all on function tally_ledger.chain_hash(bytea, text, uuid, bigint, numeric, numeric, numeric, bigint, timestamptz, timestamptz) from public;
