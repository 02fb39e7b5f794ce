-- Every job. The scheduler runs `command` by `schedule`; a chunk is bounded and leaves the rest to the next.
insert into tally_base.jobs (name, schedule, kind, chunk_function, command)
select name, schedule, 'sql', chunk_function, format('select tally_base.run_job(%L)', name)
from (values
  ('book_expiries', '* * * * *', 'tally_ledger.book_expiries'),
  ('expire_stale_purchases', '*/10 * * * *', 'tally_billing.expire_stale_purchases')
) job (name, schedule, chunk_function);

-- Where the server has pg_cron it is the scheduler; elsewhere the local stack runs the same rows.
do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron')
     and current_setting('cron.database_name', true) = current_database() then
    create extension if not exists pg_cron;
    perform cron.schedule(name, schedule, command) from tally_base.jobs where active and kind = 'sql';
  end if;
end
$$;
