-- Door: the database's own clock, by which a fetch from Stripe is dated.
create function tally.server_time()
returns timestamptz
language sql volatile security definer -- one rule for all doors
set search_path = ''
as $$
  select clock_timestamp()
$$;
comment on function tally.server_time() is 'Service door: the instant to pass as fetch_started_at, taken before the fetch.';
revoke all on function tally.server_time() from public;
grant execute on function tally.server_time() to service_role;
