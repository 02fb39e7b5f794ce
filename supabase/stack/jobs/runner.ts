import { Cron } from "croner";
import { type Runner, sql } from "../api/database.ts";
import { messageOf } from "../errors.ts";

interface Job {
  name: string;
  schedule: string;
}

const RUNAWAY_CHUNKS = 1_000;
const KEPT_RUNS = "7 days";

/** Runs chunks of a job until none are left; answers how many chunks that took. */
async function drain(database: Runner, name: string): Promise<string> {
  for (let chunk = 1; chunk <= RUNAWAY_CHUNKS; chunk++) {
    const [row] = await database.rows<{ rest: string }>(
      sql`select tally_base.run_job(${name}) as rest`,
    );
    if (row?.rest === "skipped") return "skipped: another session runs it";
    if (row?.rest === "0") return `${chunk} chunk${chunk === 1 ? "" : "s"}`;
  }
  return `stopped after ${RUNAWAY_CHUNKS} chunks, more is left`;
}

async function beginRun(database: Runner, name: string): Promise<string> {
  // A run that is still open belongs to a server or a stack that is gone.
  await database.rows(sql`update tally_base.job_runs
    set finished_at = clock_timestamp(), status = 'failed', message = 'interrupted'
    where name = ${name} and status = 'running'`);
  const [run] = await database.rows<{ id: string }>(sql`
    insert into tally_base.job_runs (name, started_at, status)
    values (${name}, clock_timestamp(), 'running') returning id::text`);
  return run!.id;
}

/** Runs one job now and records the run, as pg_cron does in cron.job_run_details. */
export async function runJob(database: Runner, name: string): Promise<void> {
  const run = await beginRun(database, name);
  const finish = (status: string, message: string) =>
    database.rows(sql`update tally_base.job_runs
      set finished_at = clock_timestamp(), status = ${status}, message = ${message}
      where id = ${run}::bigint`);
  try {
    await finish("succeeded", await drain(database, name));
  } catch (thrown) {
    await finish("failed", messageOf(thrown));
  }
}

/** Jobs of kind sql, run by schedule in this process. */
export interface JobRunner {
  stop(): Promise<void>;
}

/**
 * Runs the rows of tally_base.jobs where the server has no pg_cron (where it has, the migration
 * registered them there). A run that overlaps its own next time is skipped.
 */
export async function startJobs(
  database: Runner,
  say: (line: string) => void,
): Promise<JobRunner> {
  const cron = await database.rows(
    sql`select from pg_catalog.pg_extension where extname = 'pg_cron'`,
  );
  if (cron.length > 0) return { stop: () => Promise.resolve() };
  await database.rows(sql`delete from tally_base.job_runs
    where finished_at < clock_timestamp() - ${KEPT_RUNS}::interval`);
  const jobs = await database.rows<Job>(sql`
    select name, schedule from tally_base.jobs where kind = 'sql' and active order by name`);
  const running = new Set<Promise<void>>();
  const timers = jobs.map(({ name, schedule }) =>
    new Cron(schedule, { timezone: "UTC", protect: true }, async () => {
      // The database may be coming back; the next time will do.
      const run = runJob(database, name).catch((thrown) =>
        say(`job ${name}: ${messageOf(thrown)}`)
      );
      running.add(run);
      await run;
      running.delete(run);
    })
  );
  return {
    stop: async () => {
      for (const timer of timers) timer.stop();
      await Promise.all(running);
    },
  };
}
