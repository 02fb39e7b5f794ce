import assert from "node:assert/strict";
import type { StackInfo } from "../../supabase/stack/table.ts";
import { tempFolder } from "../_support/keep.ts";
import { lacks } from "../_support/needs.ts";
import { end, launch, type Running } from "../stack/_start.ts";
import {
  assertWhole,
  childOf,
  isAlive,
  load,
  noProc,
  postmasterOf,
  spend,
  spender,
  within,
} from "./_chaos.ts";

const BACK_MS = 15_000;
/** What a caller may read while something is away: JSON of the gateway, or PostgREST's words. */
const CLEAN = /^503 (busy|Database client error\. Retrying the connection\.)$/;

const home = await tempFolder("chaos");

async function apiLog(): Promise<string> {
  return (await Deno.readTextFile(`${home}/logs/api.log`)).slice(-2_000);
}

/** Runs `kill` in the middle of a load of spends, and lets the stack recover. */
async function underLoad(info: StackInfo, kill: () => Promise<void>): Promise<void> {
  const who = await spender(info, 100_000);
  const spends = load(who);
  await within(BACK_MS, "first spends", () => Promise.resolve(spends.confirmed.size > 20));
  await kill();
  const before = spends.confirmed.size;
  const took = await within(
    BACK_MS,
    "spends after the kill",
    () => Promise.resolve(spends.confirmed.size > before + 20),
  );
  await spends.stop();
  console.log(`back after ${took} ms, meanwhile ${JSON.stringify([...spends.refusals])}`);
  for (const said of spends.refusals.keys()) assert.match(said, CLEAN, await apiLog());
  await assertWhole(who, spends.confirmed);

  // An unknown outcome is settled by repeating the call with its key.
  for (const key of spends.unknown) {
    const answer = await spend(who, key);
    assert.equal(answer?.status, 200, await answer?.text() ?? "connection");
  }
  await assertWhole(who, new Set([...spends.confirmed, ...spends.unknown]));
}

async function withStack(work: (info: StackInfo, running: Running) => Promise<void>) {
  const running = await launch(home);
  const info = await running.started;
  try {
    await work(info, running);
  } finally {
    const { code, err } = await end(running);
    assert.equal(code, 0, err);
  }
}

const chaos = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: lacks(noProc), fn });

chaos(
  "kill -9 of PostgreSQL: it is back by itself, every confirmed spend is booked once",
  () =>
    withStack((info) =>
      underLoad(info, async () => {
        const before = await postmasterOf(info);
        Deno.kill(before, "SIGKILL");
        await within(BACK_MS, "PostgreSQL", async () => await postmasterOf(info) !== before);
      })
    ),
);

chaos(
  "kill -9 of the API: it is back by itself, every confirmed spend is booked once",
  () =>
    withStack((info, { process }) =>
      underLoad(info, async () => {
        Deno.kill(await childOf(process.pid, "api/server.ts"), "SIGKILL");
      })
    ),
);

chaos(
  "kill -9 of a function: the others go on, and it is back by itself",
  () =>
    withStack(async (info, { process }) => {
      const status = async (path: string) => {
        const answer = await fetch(`${info.functions_url}/${path}`);
        await answer.body?.cancel();
        return answer.status;
      };
      const webhook = () => status("stripe-webhook");
      assert.equal(await webhook(), 405);
      const victim = await childOf(process.pid, "functions/stripe-webhook/index.ts");
      Deno.kill(victim, "SIGKILL");
      for (let n = 0; n < 10; n++) {
        assert.equal(await status("health"), 200);
        assert.ok([405, 503].includes(await webhook()));
      }
      const took = await within(BACK_MS, "the function", async () => await webhook() === 405);
      console.log(`back after ${took} ms`);
      assert.notEqual(await childOf(process.pid, "functions/stripe-webhook/index.ts"), victim);
    }),
);

chaos("SIGTERM in the middle of a load: a clean end, and a warm start with all of it", async () => {
  const first = await launch(home);
  const who = await spender(await first.started, 100_000);
  const spends = load(who);
  await within(BACK_MS, "first spends", () => Promise.resolve(spends.confirmed.size > 50));
  const { code, err } = await end(first);
  await spends.stop();
  assert.equal(code, 0, err);

  const begun = performance.now();
  await withStack(async (info) => {
    console.log(`warm after SIGTERM: ${Math.round(performance.now() - begun)} ms`);
    await assertWhole({ ...who, info }, spends.confirmed);
  });
});

chaos("kill -9 of start: its children end, and the next start has everything", async () => {
  const first = await launch(home);
  const info = await first.started;
  const who = await spender(info, 100_000);
  const spends = load(who);
  await within(BACK_MS, "first spends", () => Promise.resolve(spends.confirmed.size > 50));
  const marks = ["api/server.ts", "mail/server.ts", "stripe/server.ts", "health/index.ts"];
  const children = await Promise.all(marks.map((mark) => childOf(first.process.pid, mark)));
  first.process.kill("SIGKILL");
  await first.ended;
  await spends.stop();
  for (const [at, pid] of children.entries()) {
    await within(5_000, `the end of ${marks[at]}`, async () => !await isAlive(pid));
  }

  const begun = performance.now();
  await withStack(async (again) => {
    console.log(`warm after kill -9: ${Math.round(performance.now() - begun)} ms`);
    assert.equal(again.jwt_secret, info.jwt_secret);
    await assertWhole({ ...who, info: again }, spends.confirmed);
    const after = await spender(again, 1);
    assert.equal(after.account, who.account);
  });
});

chaos("kill -9 of everything at once: the next start has every confirmed spend", async () => {
  const first = await launch(home);
  const info = await first.started;
  const who = await spender(info, 100_000);
  const spends = load(who);
  await within(BACK_MS, "first spends", () => Promise.resolve(spends.confirmed.size > 50));
  const postmaster = await postmasterOf(info);
  first.process.kill("SIGKILL");
  Deno.kill(postmaster, "SIGKILL");
  await first.ended;
  await spends.stop();
  await withStack((again) => assertWhole({ ...who, info: again }, spends.confirmed));
});
