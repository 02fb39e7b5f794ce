-- Every job. The scheduler runs `command` by `schedule`; a chunk is bounded and leaves the rest to the next.
insert into tally_base.jobs (name, schedule, kind, chunk_function, command)
select name, schedule, 'sql', chunk_function, format('select tally_base.run_job(%L)', name)
from (values
  ('book_expiries', '* * * * *', 'tally_ledger.book_expiries'),
  ('expire_stale_purchases', '*/10 * * * *', 'tally_billing.expire_stale_purchases')
) job (name, schedule, chunk_function);

-- Where the server has pg_cron it is the scheduler; elsewhere the local stack runs the same rows.
-- pg_settings shows its setting only when it is loaded for this database, and to whoever may see it.
do $$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'pg_cron')
     or exists (select from pg_catalog.pg_settings
       where name = 'cron.database_name' and setting = current_database()) then
    create extension if not exists pg_cron;
    perform cron.schedule(name, schedule, command) from tally_base.jobs where active and kind = 'sql';
  end if;
end
$$;
