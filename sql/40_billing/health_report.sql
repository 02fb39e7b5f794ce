-- What an operator must know first: do jobs succeed, does an event wait for a person?
create function tally_billing.health_report()
returns jsonb
language sql stable
set search_path = ''
as $$
  with failing as (
    select coalesce(jsonb_agg(j.name order by j.name), '[]') as jobs
    from tally_base.jobs j
    where j.active and tally_base.last_run_failed(j.name)
  ),
  waiting as (
    select count(*) filter (where outcome = 'parked') as parked,
      count(*) filter (where outcome = 'quarantined') as quarantined
    from tally_billing.stripe_events
    where outcome in ('parked', 'quarantined')
  )
  select jsonb_build_object(
    'status', case when failing.jobs = '[]' and waiting.quarantined = 0 then 'ok' else 'degraded' end,
    'version', (select version from tally_base.release),
    'mode', case when tally_base.is_test_mode() then 'test' else 'live' end,
    'checks', jsonb_build_object(
      'failing_jobs', failing.jobs,
      'parked_events', waiting.parked,
      'quarantined_events', waiting.quarantined))
  from failing, waiting
$$;
comment on function tally_billing.health_report() is 'JSON as at tally.health_report.';
revoke all on function tally_billing.health_report() from public;
