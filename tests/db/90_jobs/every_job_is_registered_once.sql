-- The scheduler, pg_cron or the local stack, runs the command as it stands.
begin;
select plan(2);

select results_eq(
  'select name, schedule, kind, command, active from tally_base.jobs order by name',
  $$values ('book_expiries', '* * * * *', 'sql', 'select tally_base.run_job(''book_expiries'')', true),
    ('expire_stale_purchases', '*/10 * * * *', 'sql', 'select tally_base.run_job(''expire_stale_purchases'')', true)$$,
  'jobs');
select is_empty('select name from tally_base.jobs where to_regproc(chunk_function) is null',
  'each has its function');

select * from finish();
rollback;
