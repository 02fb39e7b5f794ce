-- Where pg_cron schedules it holds the runs, elsewhere job_runs does.
begin;
select plan(3);

create function pg_temp.ran(p_id bigint, p_status text, p_ago interval) returns void language plpgsql as $$
begin
  if to_regclass('cron.job_run_details') is null then
    insert into tally_base.job_runs (name, started_at, finished_at, status)
    values ('book_expiries', now() - p_ago, now(), p_status);
  else
    execute 'insert into cron.job_run_details (jobid, runid, status, start_time, end_time)
      select jobid, $1, $2, now() - $3, now() from cron.job where jobname = ''book_expiries'''
    using p_id, p_status, p_ago;
  end if;
end $$;

select is(tally_base.last_run_failed('no_such_job'), false, 'a job that never ran has not failed');
select pg_temp.ran(-1, 'failed', '-1 hour');
select is(tally_base.last_run_failed('book_expiries'), true, 'the latest run failed');
select pg_temp.ran(-2, 'succeeded', '-2 hours');
select is(tally_base.last_run_failed('book_expiries'), false, 'a later one succeeded');

select * from finish();
rollback;
