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

Deno.test("config.toml leaves the token to the functions, which answer in our own words", () => {
  const verify = Object.fromEntries(declared.map(({ name, verifyJwt }) => [name, verifyJwt]));
  // The closed list: checkout checks its token, the webhook a signature, health needs neither.
  assert.deepEqual(verify, { "checkout": false, "stripe-webhook": false, "health": false });
});
