-- The hash of an entry, over the hash before it: no entry can change without all later ones.
-- JSON keeps two different rows from giving one text; instants enter as microseconds, free of time zones.
create function tally_ledger.entry_hash(p_previous bytea, p tally_ledger.entries)
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(coalesce(p_previous, '') || convert_to(json_build_array(
    p.account_id, p.seq, p.kind, p.credits, p.balance_after, p.available_after, p.debt_change,
    p.grant_id, p.scope, p.key, encode(p.request_hash, 'hex'), p.action, p.price_id, p.quantity,
    p.user_id, p.actor, p.request_id, encode(p.note_hash, 'hex'),
    (extract(epoch from p.event_at) * 1000000)::bigint,
    (extract(epoch from p.recorded_at) * 1000000)::bigint)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.entry_hash(bytea, tally_ledger.entries) is 'SHA-256 of the previous hash (null before the first entry) and every column of the entry but its hash.';
revoke all on function tally_ledger.entry_hash(bytea, tally_ledger.entries) from public;
