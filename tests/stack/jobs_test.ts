import assert from "node:assert/strict";
import { Database } from "../../supabase/stack/api/database.ts";
import { runJob, startJobs } from "../../supabase/stack/jobs/runner.ts";
import { freshDatabase } from "../_support/database.ts";
import { until } from "./_host.ts";

/** A database with one job whose chunks count down from `rows`, one row each. */
async function databaseWithJob(schedule: string, body: string) {
  const { url, sql, drop } = await freshDatabase();
  const database = new Database(url, { max: 3, application: "tally jobs" });
  await sql.unsafe(`
    delete from tally_base.jobs;
    create table public.work as select generate_series(1, 3) as n;
    create function public.chunk() returns bigint language plpgsql as $$ begin ${body} end $$;
    insert into tally_base.jobs (name, schedule, kind, command, chunk_function)
    values ('work', '${schedule}', 'sql', 'select tally_base.run_job(''work'')', 'public.chunk')`);
  const runs = () =>
    sql`select status, message, finished_at is not null as finished
        from tally_base.job_runs order by id`;
  const end = async () => {
    await database.close();
    await drop();
  };
  return { sql, database, runs, end };
}

const ONE_ROW = `
  delete from public.work where n = (select min(n) from public.work);
  return (select count(*) from public.work);`;

Deno.test("jobs run chunk after chunk until none is left, and the run is recorded", async () => {
  const { sql, database, runs, end } = await databaseWithJob("0 0 1 1 *", ONE_ROW);
  await runJob(database, "work");
  assert.deepEqual([...await sql`select * from public.work`], []);
  assert.deepEqual([...await runs()], [
    { status: "succeeded", message: "3 chunks", finished: true },
  ]);
  await end();
});

Deno.test("jobs that fail are recorded with the reason and hurt nobody", async () => {
  const { database, runs, end } = await databaseWithJob("0 0 1 1 *", "raise 'no such luck';");
  await runJob(database, "work");
  assert.deepEqual([...await runs()], [
    { status: "failed", message: "no such luck", finished: true },
  ]);
  await end();
});

Deno.test("jobs that run elsewhere are skipped", async () => {
  const { sql, database, runs, end } = await databaseWithJob("0 0 1 1 *", ONE_ROW);
  await sql.begin(async (other) => {
    await other`select pg_advisory_xact_lock(hashtextextended('tally job work', 0))`;
    await runJob(database, "work");
  });
  assert.match((await runs())[0]!.message, /^skipped/);
  assert.equal((await sql`select * from public.work`).length, 3);
  await end();
});

Deno.test("jobs fire by their schedule, stop when told, and close what a crash left open", async () => {
  const { sql, database, runs, end } = await databaseWithJob("* * * * * *", ONE_ROW);
  await sql`insert into tally_base.job_runs (name, started_at, status)
    values ('work', now() - interval '1 hour', 'running')`;
  const jobs = await startJobs(database, () => {});
  const fired = await until(runs, (rows) => rows.length > 1 && rows.at(-1)!.finished);
  assert.deepEqual([fired[0]!.status, fired[0]!.message], ["failed", "interrupted"]);
  assert.equal(fired[1]!.status, "succeeded");
  await jobs.stop();
  const count = (await runs()).length;
  await new Promise((done) => setTimeout(done, 1_500));
  assert.equal((await runs()).length, count);
  await end();
});

Deno.test("jobs go on after the server ended a session in the middle of a run", async () => {
  const slow = "perform pg_sleep(10); return 0;";
  const { sql, database, runs, end } = await databaseWithJob("0 0 1 1 *", slow);
  const run = runJob(database, "work");
  const ended = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'tally jobs' and query like '%run_job%'
          and datname = current_database() and state = 'active'`;
  await until(ended, (rows) => rows.length > 0);
  await run;
  assert.equal((await runs())[0]!.status, "failed");
  await sql.unsafe("create or replace function public.chunk() returns bigint return 0");
  await runJob(database, "work");
  assert.equal((await runs())[1]!.status, "succeeded");
  await end();
});
