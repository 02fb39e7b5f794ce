import assert from "node:assert/strict";
import { join } from "node:path";
import { StackError } from "../../supabase/stack/errors.ts";
import { freePort } from "../../supabase/stack/postgres/mod.ts";
import { Child } from "../../supabase/stack/supervisor/child.ts";
import { tempFolder } from "../_support/keep.ts";
import { until } from "./_host.ts";

async function childOf(code: string, env: Record<string, string> = {}) {
  const folder = await tempFolder("child");
  const port = await freePort();
  const script = join(folder, "program.ts");
  await Deno.writeTextFile(script, code.replaceAll("PORT", String(port)));
  const said: string[] = [];
  const url = `http://127.0.0.1:${port}/`;
  const child = new Child({
    name: "child",
    flags: ["-A", "--no-config"],
    script,
    env,
    readyUrl: url,
    logFolder: folder,
    onTrouble: (line) => said.push(line),
  });
  return { child, url, said, folder };
}

const SERVER = `console.log("hello from the child");
  Deno.serve({ port: PORT, hostname: "127.0.0.1" }, () => Response.json(Deno.env.toObject()));`;

Deno.test("supervisor gives a child only its own environment and keeps its log", async () => {
  const { child, url, folder } = await childOf(SERVER, { MAIL_STATE: "mine" });
  child.start();
  await child.ready(10);
  const env = await (await fetch(url)).json();
  assert.equal(env.MAIL_STATE, "mine");
  assert.notEqual(env.PATH, Deno.env.get("PATH"));
  await child.stop();
  assert.match(await Deno.readTextFile(join(folder, "child.log")), /hello from the child/);
  assert.equal(child.state, "stopped");
  await assert.rejects(fetch(url));
});

Deno.test("supervisor brings a killed child back and waits longer each time", async () => {
  const { child, said } = await childOf(SERVER);
  child.start();
  for (let round = 0; round < 3; round++) {
    await child.ready(10);
    const pid = child.pid!;
    Deno.kill(pid, "SIGKILL");
    await until(() => Promise.resolve(child.pid), (now) => now !== undefined && now !== pid);
  }
  await child.ready(10);
  await child.stop();
  const waits = said.map((line) => Number(line.match(/back in ([\d.]+) s/)?.[1]));
  assert.deepEqual(waits, [0.2, 0.4, 0.8]);
});

Deno.test("supervisor says with the child's last words why it does not come up", async () => {
  const { child, folder } = await childOf(`throw new Error("MAIL_URL is missing");`);
  child.start();
  const thrown = await child.ready(1).catch((thrown) => thrown);
  assert.ok(thrown instanceof StackError);
  assert.match(thrown.message, /^The child process does not come up \(.*MAIL_URL is missing/);
  assert.ok(thrown.message.endsWith(`its log is ${join(folder, "child.log")}.`));
  await child.stop();
});

Deno.test("supervisor ends a child that ignores SIGTERM", async () => {
  const { child } = await childOf(`Deno.addSignalListener("SIGTERM", () => {}); ${SERVER}`);
  child.start();
  await child.ready(10);
  const begun = Date.now();
  await child.stop();
  assert.ok(Date.now() - begun < 8_000);
});

Deno.test({
  name: "supervisor leaves no child behind when it is killed itself",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const folder = await tempFolder("lifeline");
    const port = await freePort();
    await Deno.writeTextFile(join(folder, "program.ts"), SERVER.replaceAll("PORT", String(port)));
    const url = `http://127.0.0.1:${port}/`;
    const module = new URL("../../supabase/stack/supervisor/child.ts", import.meta.url).href;
    await Deno.writeTextFile(
      join(folder, "parent.ts"),
      `import { Child } from "${module}";
      new Child({ name: "child", flags: ["-A", "--no-config"], script: "${folder}/program.ts",
        env: {}, readyUrl: "${url}", logFolder: "${folder}" }).start();`,
    );
    const parent = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-config", join(folder, "parent.ts")],
      stderr: "null",
    }).spawn();
    const answers = () => fetch(url).then((answer) => answer.ok, () => false);
    assert.equal(await until(answers, Boolean), true);
    parent.kill("SIGKILL");
    await parent.status;
    assert.equal(await until(answers, (up) => !up), false);
  },
});
