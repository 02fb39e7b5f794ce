import assert from "node:assert/strict";
import { errorCatalogue } from "./errors.ts";
import {
  functionEntrypoints,
  leftOvers,
  lockFiles,
  machineTraces,
  soleImporters,
} from "./rules.ts";

const file = (path: string, text: string) => ({ path, text });

Deno.test("machineTraces finds a developer's path and a registry host", () => {
  const path = ["", "work", "main", "x.ts"].join("/");
  const host = ["registry", "npmjs", "org"].join(".");
  assert.equal(machineTraces([file("a.ts", `import "${path}";`)]).length, 1);
  assert.equal(machineTraces([file("a.ts", `// see ${host}`)]).length, 1);
  assert.deepEqual(machineTraces([file("a.ts", "const x = `${ROOT}/work/x`; // a/root/b")]), []);
});

Deno.test("lockFiles refuses an address, npm's djwt, and a lock that is not there", () => {
  const lock = (text: string) => lockFiles([file("deno.lock", text)]);
  assert.deepEqual(lock('{"version": "5"}'), []);
  assert.equal(lock('"tarball": "https://example.test/x.tgz"').length, 1);
  assert.equal(lock('"npm:djwt@1": "1"').length, 1);
  assert.equal(lockFiles([]).length, 1);
});

Deno.test("soleImporters finds a second importer of a library that has one", () => {
  const text = `import { jwtVerify } from ${'"jose"'};`;
  assert.deepEqual(soleImporters([file("functions/_shared/jwt.ts", text)]), []);
  assert.equal(soleImporters([file("supabase/stack/x.ts", text)]).length, 1);
  const client = 'import { createClient } from "@supabase/supabase-js";';
  assert.deepEqual(soleImporters([file("tests/client/x.ts", client)]), []);
  assert.equal(soleImporters([file("web/src/page.tsx", client)]).length, 1);
});

Deno.test("functionEntrypoints finds a wrong path and a function nobody declared", () => {
  const config = '[functions.a]\nentrypoint = "../functions/a/index.ts"\n' +
    'import_map = "../functions/a/deno.json"\n';
  const good = [
    file("supabase/config.toml", config),
    file("functions/a/index.ts", "x"),
    file("functions/a/deno.json", "{}"),
  ];
  assert.deepEqual(functionEntrypoints(good), []);
  assert.equal(functionEntrypoints(good.slice(0, 2)).length, 1);
  assert.equal(functionEntrypoints([...good, file("functions/b/index.ts", "x")]).length, 1);
});

Deno.test("errorCatalogue finds a token missing on any of the three sides", () => {
  const sql = file("sql/00_base/errors.sql", "insert … ('gone_wrong', 'PT400', 'A.', 'B.');");
  const use = file("sql/80_api/user/x.sql", "perform tally_base.fail('gone_wrong');");
  const readme = file("README.md", "| PT400 | `gone_wrong` | nothing |");
  const functions = new Map([["gone_wrong", 400]]);
  assert.deepEqual(errorCatalogue([sql, use, readme], functions), []);
  assert.match(
    errorCatalogue([use, readme], functions).join(),
    /which is not in tally_base.errors/,
  );
  assert.match(errorCatalogue([sql, use], functions).join(), /not in README/);
  assert.match(errorCatalogue([sql, use, readme], new Map()).join(), /not in functions/);
  assert.match(errorCatalogue([sql, use, readme], new Map([["gone_wrong", 402]])).join(), /402/);
});

Deno.test("leftOvers finds a note of unfinished work", () => {
  assert.equal(leftOvers([file("sql/x.sql", `-- ${"TO" + "DO"}: later`)]).length, 1);
  assert.deepEqual(leftOvers([file("sql/x.sql", "-- done")]), []);
});
