import assert from "node:assert/strict";
import { load, MIGRATION, verify } from "../../sql/build.ts";
import { errorLine, loadSources, migrationText } from "../../sql/_build/assemble.ts";
import { diffCatalogues, readCatalogue } from "../../sql/_build/catalogue.ts";
import { readSources, sortPaths } from "../../sql/_build/order.ts";
import { applyPlatform, connect, createDatabase } from "../../sql/_build/scratch.ts";
import { dropDatabase } from "../../sql/_build/scratch.ts";
import { sharedCluster } from "../_support/cluster.ts";

/** Loads our SQL and the platform into a database of one's own, and drops it afterwards. */
async function withLoaded(work: (sql: ReturnType<typeof connect>) => Promise<void>) {
  const cluster = await sharedCluster();
  const name = `built_${crypto.randomUUID().slice(0, 8)}`;
  const url = await createDatabase(cluster, name);
  const sql = connect(url);
  try {
    await applyPlatform(sql);
    await load(url);
    await work(sql);
  } finally {
    await sql.end();
    await dropDatabase(cluster, name);
  }
}

Deno.test("sortPaths puts schemas first, then types and tables, then the rest by folder", () => {
  const expected = [
    "00_base/schema.sql",
    "20_ledger/schema.sql",
    "00_base/tables.sql",
    "20_ledger/types.sql",
    "20_ledger/tables.sql",
    "20_ledger/entries/tables.sql",
    "00_base/fail.sql",
    "00_base/triggers.sql",
    "20_ledger/spend.sql",
    "20_ledger/entries/post.sql",
    "20_ledger/policies.sql",
    "20_ledger/views.sql",
    "20_ledger/triggers.sql",
    "20_ledger/backfill.sql",
    "90_jobs/jobs.sql",
  ];
  assert.deepEqual(sortPaths([...expected].sort().reverse()), expected);
});

Deno.test("the committed migration is what sql/ generates", async () => {
  const committed = await Deno.readTextFile(MIGRATION);
  assert.equal(committed, migrationText(readSources()), "run `deno task db:migrate`");
});

Deno.test("verify: the migrations' replay equals a load of sql/", async () => {
  assert.deepEqual(await verify(await sharedCluster()), []);
});

const DRIFTS: Record<string, [plant: string, found: RegExp]> = {
  "a function's body": [
    "create function tally_base.planted() returns int language sql as 'select 1'",
    /function tally_base.planted\(\): only in/,
  ],
  "a grant": ["grant select on tally_ledger.accounts to anon", /relation tally_ledger.accounts/],
  "a column's comment": [
    "comment on column tally_ledger.accounts.id is 'planted'",
    /column tally_ledger.accounts.id/,
  ],
  "row security": [
    "alter table tally_ledger.accounts disable row level security",
    /relation tally_ledger.accounts: differs/,
  ],
  "a constraint": [
    "alter table tally_ledger.entries add constraint planted check (true)",
    /constraint tally_ledger.entries.planted/,
  ],
  "an index": ["create index planted on tally_ledger.entries (kind)", /index tally_ledger.planted/],
  "a policy": [
    "create policy planted on tally_ledger.accounts for select to anon using (true)",
    /policy tally_ledger.accounts.planted/,
  ],
  "a disabled trigger": [
    "alter table tally_ledger.entries disable trigger entries_refuse_change",
    /trigger tally_ledger.entries.entries_refuse_change: differs/,
  ],
  "a reference row": [
    "update tally_base.settings set value = '7' where name = 'welcome_credits'",
    /rows tally_base.settings: differs/,
  ],
};

Deno.test("verify finds every planted kind of drift", async (t) => {
  await withLoaded(async (sql) => {
    const before = await readCatalogue(sql);
    for (const [kind, [plant, found]] of Object.entries(DRIFTS)) {
      await t.step(kind, async () => {
        await sql.unsafe("begin");
        await sql.unsafe(plant);
        const differences = diffCatalogues(before, await readCatalogue(sql));
        await sql.unsafe("rollback");
        assert.match(differences.join("\n"), found);
      });
    }
    assert.deepEqual(diffCatalogues(before, await readCatalogue(sql)), []);
  });
});

Deno.test("a load ends with no function of ours executable by PUBLIC", async () => {
  await withLoaded(async (sql) => {
    const open = await sql`
      select p.oid::regprocedure::text as name
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where (n.nspname = 'tally' or n.nspname like 'tally\_%')
        and (p.proacl is null or p.proacl::text like '%{=X%' or p.proacl::text like '%,=X%')`;
    assert.deepEqual(open.map((row) => row.name), []);
  });
});

Deno.test("a load that fails names file and line and leaves nothing", async () => {
  const cluster = await sharedCluster();
  const url = await createDatabase(cluster, "broken_load");
  const sql = connect(url);
  try {
    const files = [
      { path: "00_base/schema.sql", text: "create schema tally_base;" },
      { path: "00_base/x.sql", text: "select 1;\n\nselect no_such_thing;" },
    ];
    await assert.rejects(loadSources(sql, files), /sql\/00_base\/x\.sql:3: .*no_such_thing/);
    const [row] = await sql`select to_regnamespace('tally_base') is null as gone`;
    assert.equal(row?.gone, true);
  } finally {
    await sql.end();
    await dropDatabase(cluster, "broken_load");
  }
});

Deno.test("errorLine counts characters, not bytes", () => {
  assert.equal(errorLine("é\né\nx", { position: "5" }), 3);
  assert.equal(errorLine("x", {}), undefined);
});
