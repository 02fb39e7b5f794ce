-- The instant of business: what expires, which price holds.
-- One function, so that a test deployment can move all of it at once.
create function tally_base.clock()
returns timestamptz
language sql volatile
set search_path = ''
as $$
  select clock_timestamp()
$$;
comment on function tally_base.clock() is 'The present instant of business time.';
revoke all on function tally_base.clock() from public;
