import assert from "node:assert/strict";
import { join } from "node:path";
import { loadSecrets, lockHome } from "../../supabase/stack/home.ts";
import { tempFolder } from "../_support/keep.ts";
import { until } from "./_host.ts";

Deno.test("home makes its secrets once, all different, for its owner alone", async () => {
  const home = await tempFolder("home");
  const secrets = await loadSecrets(home);
  assert.deepEqual(await loadSecrets(home), secrets);
  const other = await loadSecrets(await tempFolder("home"));
  for (const [name, value] of Object.entries(secrets)) {
    assert.notEqual(value, other[name as keyof typeof other], name);
  }
  if (Deno.build.os !== "windows") {
    assert.equal((await Deno.stat(join(home, "secrets.json"))).mode! & 0o777, 0o600);
  }
});

Deno.test("home with damaged secrets says what to do", async () => {
  const home = await tempFolder("home");
  await Deno.writeTextFile(join(home, "secrets.json"), "{");
  await assert.rejects(loadSecrets(home), /is damaged: empty this home with `deno task reset`/);
});

const HOLDER = `
  import { lockHome } from "${new URL("../../supabase/stack/home.ts", import.meta.url).href}";
  await lockHome(Deno.args[0]!);
  console.log("held");
  setInterval(() => {}, 1000);`;

Deno.test("home belongs to one stack, and to the next when that one is killed", async () => {
  const home = await tempFolder("home");
  const script = join(home, "holder.ts");
  await Deno.writeTextFile(script, HOLDER);
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", configFile(), script, home],
    stdout: "piped",
  }).spawn();
  const held = holder.stdout.getReader();
  await held.read();
  await assert.rejects(
    lockHome(home),
    new RegExp(`Another stack \\(process ${holder.pid}\\) uses .*: end it first, or .*--home`),
  );
  holder.kill("SIGKILL");
  await holder.status;
  await held.cancel();
  const lock = await until(() => lockHome(home).catch(() => undefined), Boolean);
  assert.ok(lock);
  lock.release();
});

function configFile(): string {
  return new URL("../../deno.json", import.meta.url).pathname;
}
