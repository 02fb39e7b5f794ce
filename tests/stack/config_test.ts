import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFunctions } from "../../supabase/stack/functions/config.ts";

const ROOT = new URL("../../", import.meta.url);
const declared = readFunctions(new URL("supabase/config.toml", ROOT));

Deno.test("config.toml declares every function folder, with files that exist", () => {
  const folders = [...Deno.readDirSync(new URL("functions/", ROOT))]
    .filter((entry) => entry.isDirectory && !entry.name.startsWith("_"))
    .map((entry) => entry.name);
  assert.deepEqual(declared.map(({ name }) => name).sort(), folders.sort());
  for (const { name, entry, importMap } of declared) {
    assert.ok(existsSync(new URL(entry)), `${name}: ${entry}`);
    assert.ok(existsSync(new URL(importMap)), `${name}: ${importMap}`);
  }
});

Deno.test("config.toml asks for a token except where there can be no user", () => {
  const verify = Object.fromEntries(declared.map(({ name, verifyJwt }) => [name, verifyJwt]));
  assert.deepEqual(verify, { "checkout": true, "stripe-webhook": false, "health": false });
});
