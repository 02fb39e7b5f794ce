-- Whether the latest finished run of a job failed; false if it never ran.
-- pg_cron keeps the runs where it is installed, job_runs where the local stack schedules.
create function tally_base.last_run_failed(p_name text)
returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  v_failed boolean;
begin
  if to_regclass('cron.job_run_details') is null then
    select status = 'failed' into v_failed from tally_base.job_runs
    where name = p_name and status <> 'running' order by started_at desc limit 1;
  else
    execute 'select d.status = ''failed'' from cron.job_run_details d join cron.job j using (jobid)
      where j.jobname = $1 and d.end_time is not null order by d.start_time desc limit 1'
    into v_failed using p_name;
  end if;
  return coalesce(v_failed, false);
end
$$;
comment on function tally_base.last_run_failed(text) is 'True when the last finished run failed.';
revoke all on function tally_base.last_run_failed(text) from public;
