-- The hash of an entry, over the hash before it: no entry can change without all later ones.
-- JSON keeps two different rows from giving one text; instants enter as microseconds, free of time zones.
create function tally_ledger.entry_hash(
  p_previous bytea, p tally_ledger.posting, p_stamp tally_ledger.stamp, p_seq bigint,
  p_balance_after tally_base.credits, p_available_after tally_base.credits,
  p_debt_change tally_base.credits, p_grant_id bigint, p_recorded_at timestamptz)
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(p_previous || convert_to(json_build_array(
    p.account_id, p_seq, p.kind, p.credits, p_balance_after, p_available_after, p_debt_change,
    p_grant_id, p.scope, p.key, encode(p.request_hash, 'hex'), p.action, p.price_id, p.quantity,
    p.user_id, p_stamp.actor, p_stamp.request_id, encode(p_stamp.note_hash, 'hex'),
    (extract(epoch from coalesce(p.event_at, p_recorded_at)) * 1000000)::bigint,
    (extract(epoch from p_recorded_at) * 1000000)::bigint)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.entry_hash(bytea, tally_ledger.posting, tally_ledger.stamp, bigint, tally_base.credits, tally_base.credits, tally_base.credits, bigint, timestamptz) is 'SHA-256 of the previous hash and everything an entry says.';
revoke all on function tally_ledger.entry_hash(bytea, tally_ledger.posting, tally_ledger.stamp, bigint, tally_base.credits, tally_base.credits, tally_base.credits, bigint, timestamptz) from public;
