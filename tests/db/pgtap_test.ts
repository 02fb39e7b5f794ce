import assert from "node:assert/strict";
import { freshDatabase } from "../_support/database.ts";
import { runPgtapFile } from "../_support/pgtap.ts";
import { parseTap } from "../_support/tap.ts";

/** Runs a file of this text on a migrated database. */
async function runText(text: string) {
  const database = await freshDatabase({ max: 1 });
  const file = await Deno.makeTempFile({ suffix: ".sql" });
  try {
    await Deno.writeTextFile(file, text);
    return await runPgtapFile(database.url, file);
  } finally {
    await Deno.remove(file);
    await database.drop();
  }
}

Deno.test("runPgtapFile counts assertions and hands over diagnostics", async () => {
  const result = await runText(`begin;
    select plan(3);
    select is(1, 1, 'one is one');
    select is(1, 2, 'one is two');
    select skip('not here', 1);
    select * from finish();
    rollback;`);
  assert.equal(result.passed, 1);
  assert.equal(result.skipped, 1);
  assert.equal(result.failures.length, 1);
  assert.match(result.failures[0]!.name, /one is two/);
  assert.match(result.failures[0]!.diagnostics.join("\n"), /have: 1[^]*want: 2/);
});

Deno.test("runPgtapFile fails a file that breaks, naming the line, and keeps what passed", async () => {
  const result = await runText(`begin;
    select plan(2);
    select ok(true, 'before');
    select no_such_function();
    select * from finish();
    rollback;`);
  assert.equal(result.passed, 1);
  assert.match(result.failures[0]!.name, /line 4: .*no_such_function/);
});

Deno.test("parseTap fails a plan that is missing or not kept", () => {
  assert.match(parseTap(["ok 1 - a"]).failures[0]!.name, /there is no plan/);
  assert.match(parseTap(["1..2", "ok 1 - a"]).failures[0]!.name, /planned 2, ran 1/);
  assert.deepEqual(parseTap(["1..1", "ok 1 - a"]), { passed: 1, skipped: 0, failures: [] });
});
