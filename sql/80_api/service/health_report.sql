-- Door: how the database part is doing.
create function tally.health_report()
returns jsonb
language sql stable security definer -- reads jobs and events, which the service may not
set search_path = ''
as $$
  select tally_billing.health_report()
$$;
comment on function tally.health_report() is 'Service door: {status: ok or degraded, version, mode, checks}.';
revoke all on function tally.health_report() from public;
grant execute on function tally.health_report() to service_role;
