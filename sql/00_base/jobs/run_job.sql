-- Runs one chunk of a job unless another session is at it.
-- The lock ends with the transaction, so a crashed run blocks nobody.
create function tally_base.run_job(p_name text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_function regproc;
  v_left bigint;
begin
  select chunk_function::regproc into strict v_function
  from tally_base.jobs where name = p_name and kind = 'sql';

  if not pg_try_advisory_xact_lock(hashtextextended('tally job ' || p_name, 0)) then
    return 'skipped';
  end if;

  execute format('select %s()', v_function) into v_left;
  return v_left::text;
end
$$;
comment on function tally_base.run_job(text) is 'Scheduler: the number of rows left, or skipped when the job runs elsewhere.';
revoke all on function tally_base.run_job(text) from public;
