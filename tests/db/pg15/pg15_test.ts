import assert from "node:assert/strict";
import { load } from "../../../sql/build.ts";
import { loadOrder } from "../../../sql/_build/order.ts";
import { connect } from "../../../sql/_build/scratch.ts";
import { lacks } from "../../_support/needs.ts";
import { pgtapFiles } from "../../_support/pgtap.ts";
import { has, run } from "../../_support/programs.ts";
import {
  type Advice,
  advisors,
  cliMissing,
  remote,
  supabase,
} from "../../_support/supabase_cli.ts";
import { dumpOf, replay } from "./dumps.ts";
import { plpgsqlFindings } from "./plpgsql_check.ts";
import { missing, startDebian15 } from "./server.ts";

const skip = lacks(missing);
const skipCli = skip || lacks(cliMissing());
const skipProve = skip || lacks(has("pg_prove") ? undefined : "pg_prove is not installed");
const url = skip ? "" : await startDebian15();
const sql = connect(url);

/** Runs `work` with planted SQL in place and takes it back. */
async function planted<T>(text: string, work: () => Promise<T>, undo: string): Promise<T> {
  await sql.unsafe(text);
  try {
    return await work();
  } finally {
    await sql.unsafe(undo);
  }
}

/** The doors a signed-in person may execute, as the tree of the source names them. */
function closedList(): string[] {
  const doors = loadOrder().map((path) => /^80_api\/(?:user|admin)\/(\w+)\.sql$/.exec(path)?.[1]);
  return [...doors.filter((name) => name !== undefined).map((name) => `tally.${name}`)].sort();
}

/** Advisor 0029 under both of its names is expected of the closed list, and of nothing else. */
function unexpected(advice: Advice[]): string[] {
  const doors = [...closedList(), "tally_ledger.my_accounts"];
  return advice.filter(({ level, name, metadata }) =>
    level !== "INFO" &&
    !(name === "authenticated_security_definer_function_executable" &&
      doors.includes(`${metadata?.schema}.${metadata?.name}`))
  ).map(({ level, name, detail }) => `${level} ${name}: ${detail}`);
}

Deno.test(
  { name: "pg_prove passes every pgTAP file on PostgreSQL 15", ignore: skipProve },
  async () => {
    const out = await run("pg_prove", ["--dbname", url, ...pgtapFiles()]);
    assert.equal(out.code, 0, out.stdout + out.stderr);
  },
);

Deno.test({ name: "plpgsql_check finds nothing in our functions", ignore: skip }, async () => {
  assert.deepEqual(await plpgsqlFindings(sql), []);
});

Deno.test({ name: "plpgsql_check finds a planted fault", ignore: skip }, async () => {
  const found = await planted(
    `create function tally_base.planted() returns int language plpgsql set search_path = ''
      as 'begin return no_such_column; end'`,
    () => plpgsqlFindings(sql),
    "drop function tally_base.planted()",
  );
  assert.match(found.join("\n"), /planted.*no_such_column/);
});

Deno.test({ name: "Supabase's advisors say nothing above INFO", ignore: skipCli }, async () => {
  assert.deepEqual(unexpected(await advisors(url)), []);
});

Deno.test({ name: "Supabase's advisors find a planted function", ignore: skipCli }, async () => {
  const found = await planted(
    `create function tally.planted() returns int language sql security definer as 'select 1'`,
    () => advisors(url),
    "drop function tally.planted()",
  );
  assert.match(unexpected(found).join("\n"), /function_search_path_mutable.*planted/);
});

Deno.test({ name: "Supabase's lint finds no error in our schemas", ignore: skipCli }, async () => {
  const schemas = await sql<{ name: string }[]>`
    select nspname as name from pg_namespace where nspname = 'tally' or nspname like 'tally\_%'`;
  const names = schemas.map(({ name }) => name).join(",");
  const flags = ["--schema", names, "--fail-on", "warning"];
  const out = await supabase("db", "lint", remote(url), ...flags);
  assert.equal(out.code, 0, out.stdout + out.stderr);
});

Deno.test({
  name: "SECURITY DEFINER functions of a signed-in user are the closed list",
  ignore: skip,
}, async () => {
  const executable = (role: string) =>
    sql<{ name: string }[]>`
      select distinct n.nspname || '.' || p.proname as name
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and has_function_privilege(${role}, p.oid, 'execute')
        and (n.nspname = 'tally' or n.nspname like 'tally\_%')
      order by 1`;
  const expected = [...closedList(), "tally_ledger.my_accounts"];
  assert.deepEqual((await executable("authenticated")).map((row) => row.name), expected);
  assert.deepEqual((await executable("anon")).map((row) => row.name), []);
});

Deno.test({ name: "pg_dump of a replay equals that of sql/", ignore: skip }, async () => {
  assert.deepEqual(await dumpOf(url, replay), await dumpOf(url, load));
});

Deno.test(
  { name: "supabase db push installs what a replay installs", ignore: skipCli },
  async () => {
    const push = async (database: string) => {
      const out = await supabase("db", "push", remote(database));
      assert.equal(out.code, 0, out.stderr);
    };
    assert.deepEqual(await dumpOf(url, push), await dumpOf(url, replay));
  },
);

Deno.test({ name: "pg_cron fires every job of ours", ignore: skip }, async () => {
  const jobs = () =>
    sql<{ name: string; status: string | null; message: string | null }[]>`
      select j.jobname as name, d.status, d.return_message as message
      from cron.job j left join lateral (
        select status, return_message from cron.job_run_details d
        where d.jobid = j.jobid and d.status in ('succeeded', 'failed')
        order by runid desc limit 1) d on true`;
  const deadline = Date.now() + 130_000;
  let seen = await jobs();
  while (seen.some((job) => job.status === null) && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 500));
    seen = await jobs();
  }
  assert.ok(seen.length > 0, "no job is registered");
  assert.deepEqual(seen.filter((job) => job.status !== "succeeded"), []);
});

globalThis.addEventListener("unload", () => void sql.end({ timeout: 0 }));
