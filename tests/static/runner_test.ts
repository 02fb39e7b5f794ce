import assert from "node:assert/strict";
import { skipReasons, tallyOf } from "../_support/tally.ts";

Deno.test("tallyOf reads Deno's summary, steps and ignored tests included", () => {
  const deno = "ok | 12 passed (9 steps) | 0 failed | 3 ignored (2s)\n";
  assert.deepEqual(tallyOf(deno, 0), { passed: 12, failed: 0, skipped: 3 });
  const failed = "FAILED | 1 passed (1 step) | 2 failed (1 step) (24ms)\n";
  assert.deepEqual(tallyOf(failed, 1), { passed: 1, failed: 2, skipped: 0 });
});

Deno.test("tallyOf reads the last summary of several", () => {
  assert.deepEqual(tallyOf("1 passed, 1 failed\n7 passed, 0 failed\n", 0), {
    passed: 7,
    failed: 0,
    skipped: 0,
  });
});

Deno.test("tallyOf counts a crash as a failure, with or without a summary", () => {
  assert.deepEqual(tallyOf("7 passed, 0 failed\n", 1), { passed: 7, failed: 1, skipped: 0 });
  assert.deepEqual(tallyOf("Segmentation fault\n", 139), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(tallyOf("done\n", 0), { passed: 1, failed: 0, skipped: 0 });
});

Deno.test("skipReasons names each reason once", () => {
  assert.deepEqual(skipReasons("skipped: no x\nok\nskipped: no x\nskipped: no y\n"), [
    "no x",
    "no y",
  ]);
});

const KEEP = new URL("../_support/keep.ts", import.meta.url).href;

/** A process that keeps a child and a folder, says which, and then waits for its end. */
const KEEPER = `
  import { keepProcess, tempFolder } from ${JSON.stringify(KEEP)};
  const child = new Deno.Command("sleep", { args: ["300"] }).spawn();
  await keepProcess(child);
  console.log(JSON.stringify({ pid: child.pid, folder: await tempFolder("kept") }));
  await child.status;`;

async function gone(pid: number, folder: string): Promise<boolean> {
  const there = await Deno.stat(folder).then(() => true, () => false);
  try {
    Deno.kill(pid, "SIGCONT");
    return false;
  } catch {
    return !there;
  }
}

Deno.test("what a process kept ends with it, even when it is killed", async () => {
  const keeper = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", KEEPER],
    stdout: "piped",
  }).spawn();
  const reader = keeper.stdout.getReader();
  const { value } = await reader.read();
  const { pid, folder } = JSON.parse(new TextDecoder().decode(value));
  assert.equal(await gone(pid, folder), false);
  keeper.kill("SIGKILL");
  await keeper.status;
  await reader.cancel();
  const deadline = Date.now() + 10_000;
  while (!await gone(pid, folder) && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(await gone(pid, folder), true);
});
