-- A hash of a request's arguments, by which a retry is told from another request.
-- Arguments only, never a resolved price: the price may change between a call and its retry.
create function tally_ledger.request_hash(variadic p_arguments text[])
returns bytea
language plpgsql immutable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return sha256(convert_to(to_json(p_arguments)::text, 'UTF8'));
end
$$;
comment on function tally_ledger.request_hash(text[]) is 'SHA-256 over the arguments in order; nulls count.';
revoke all on function tally_ledger.request_hash(text[]) from public;
