-- The request id that the Data API handed on, if it is one we accept.
create function tally_base.request_id()
returns text
language plpgsql stable -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return substring(
    nullif(current_setting('request.headers', true), '')::json ->> 'x-request-id'
    from '^[A-Za-z0-9-]{1,64}$');
end
$$;
comment on function tally_base.request_id() is 'x-request-id of the present request, or null.';
revoke all on function tally_base.request_id() from public;
