import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { keep, tempFolder } from "../_support/keep.ts";
import { lacks } from "../_support/needs.ts";
import { childOf, isAlive, noProc, within } from "./_chaos.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** `deno task start` up to the moment it answers; answers the two processes. */
async function taskStart(home: string) {
  const task = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start", "--json", "--home", home, "--port", "0"],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  await keep({ pid: task.pid });
  const output = task.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await output.read();
  const info = JSON.parse(value ?? "");
  const stack = await childOf(task.pid, "stack/start.ts");
  await keep({ pid: stack });
  return { task, stack, url: `${info.api_url}/_ready`, output };
}

for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"] as const) {
  Deno.test({
    name: `${signal} of the task that started the stack ends the stack`,
    ignore: lacks(noProc),
    fn: async () => {
      const home = await tempFolder("launcher");
      const { task, stack, url, output } = await taskStart(home);
      task.kill(signal);
      await within(15_000, "the end of the stack", async () => !await isAlive(stack));
      await task.status;
      await output.cancel();
      await assert.rejects(fetch(url));
      await assert.rejects(Deno.stat(`${home}/stack.json`), "the end was not a clean one");
    },
  });
}
