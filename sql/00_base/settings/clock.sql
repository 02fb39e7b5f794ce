-- The instant of business: what expires, which price holds.
-- One function, so that a test deployment can move all of it at once.
create function tally_base.clock()
returns timestamptz
language plpgsql volatile -- one expression in PL/pgSQL costs a third of a SQL function's call
set search_path = ''
as $$
begin
  return clock_timestamp();
end
$$;
comment on function tally_base.clock() is 'The present instant of business time.';
revoke all on function tally_base.clock() from public;
