-- The part of an entry that is known before the account is locked, as text to hash.
-- JSON quoting keeps two different rows from giving one text.
create function tally_ledger.facts(
  p tally_ledger.posting, p_actor text, p_request_id text, p_note_hash bytea)
returns text
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return json_build_array(p.kind, p.credits, p.scope, p.key, encode(p.request_hash, 'hex'),
    p.action, p.price_id, p.quantity, p.user_id, p_actor, p_request_id,
    encode(p_note_hash, 'hex'))::text;
end
$$;
comment on function tally_ledger.facts(tally_ledger.posting, text, text, bytea) is 'Canonical text of what was asked, for the chain hash.';
revoke all on function tally_ledger.facts(tally_ledger.posting, text, text, bytea) from public;
