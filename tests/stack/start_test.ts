import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import type { StackInfo } from "../../supabase/stack/table.ts";
import { tempFolder } from "../_support/keep.ts";
import { end, launch, run } from "./_start.ts";

async function one(info: StackInfo, query: string): Promise<unknown> {
  const sql = postgres(info.db_url, { max: 1 });
  try {
    return Object.values((await sql.unsafe(query))[0] ?? {})[0];
  } finally {
    await sql.end();
  }
}

async function signIn(info: StackInfo, who: { email: string; password: string }) {
  const answer = await fetch(`${info.api_url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: info.publishable_key, "content-type": "application/json" },
    body: JSON.stringify({ email: who.email, password: who.password }),
  });
  assert.equal(answer.status, 200);
  return await answer.json() as { access_token: string; user: { id: string } };
}

const home = await tempFolder("start");

Deno.test("start answers everywhere, prints one JSON object, and ends with its data whole", async (t) => {
  const running = await launch(home);
  const info = await running.started;

  await t.step("every address answers", async () => {
    for (const url of [info.api_url, info.web_url, info.stripe_url, info.mail_url]) {
      const answer = await fetch(`${url}/_ready`);
      await answer.body?.cancel();
      assert.equal(answer.status, 200, url);
    }
    const health = await fetch(`${info.functions_url}/health`);
    assert.deepEqual([health.status, (await health.json()).status], [200, "ok"]);
    const page = await fetch(info.web_url);
    assert.match(await page.text(), /<!doctype html>/i);
  });

  await t.step("both logins sign in, and the admin is one", async () => {
    for (const who of [info.demo, info.admin]) {
      assert.equal((await signIn(info, who)).user.id, who.user_id);
    }
    const admins = await one(info, "select string_agg(user_id::text, ',') from tally_base.admins");
    assert.equal(admins, info.admin.user_id);
    assert.equal(await one(info, "select mode from tally_base.deployment"), "test");
  });

  await t.step("the migration stands in the history of the Supabase CLI", async () => {
    assert.equal(
      await one(info, "select name from supabase_migrations.schema_migrations order by version"),
      "tallybase",
    );
  });

  await t.step("everything listens on loopback alone", async () => {
    if (Deno.build.os !== "linux") return;
    const ports = new Set(
      [info.api_url, info.web_url, info.stripe_url, info.mail_url, info.db_url]
        .map((url) => Number(new URL(url).port)),
    );
    const open: string[] = [];
    for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
      const text = await Deno.readTextFile(file).catch(() => "");
      for (const line of text.split("\n").slice(1)) {
        const [, local = "", , state] = line.trim().split(/\s+/);
        const [address = "", port = ""] = local.split(":");
        if (state === "0A" && ports.has(parseInt(port, 16))) open.push(address);
      }
    }
    assert.deepEqual([open.length, new Set(open)], [5, new Set(["0100007F"])]);
  });

  await t.step("nobody else on the machine reads its secrets", async () => {
    for (const file of ["secrets.json", "stack.json", "postgres.password"]) {
      assert.equal((await Deno.stat(join(home, file))).mode! & 0o077, 0, file);
    }
  });

  await t.step("a second start on the same home is refused in a sentence", async () => {
    const second = await run("start", ["--home", home, "--port", "0"]);
    assert.equal(second.code, 1);
    assert.match(second.err, /^Another stack \(process \d+\) uses .*--home\.\n$/);
    const reset = await run("reset", ["--home", home]);
    assert.equal(reset.code, 1);
    assert.match(reset.err, /^Another stack/);
  });

  await t.step("catalog sets prices while it runs, and a repeat changes nothing", async () => {
    const env = Object.fromEntries([["CREDIT_COST_" + "TXT_UPLOAD", "4"]]);
    const prices = "select count(*)::int from tally_metering.prices where action = 'txt_upload'";
    const before = Number(await one(info, prices));
    for (let round = 0; round < 2; round++) {
      const set = await run("catalog", ["--home", home], env);
      assert.deepEqual([set.code, set.err], [0, ""]);
    }
    assert.equal(await one(info, prices), before + 1);
    const cost = "select credits::float from tally.actions where key = 'txt_upload'";
    assert.equal(await one(info, cost), 4);
  });

  const said = await end(running);
  assert.equal(said.code, 0);
  assert.deepEqual(JSON.parse(said.out), info);
  for (const url of [info.api_url, info.web_url, info.stripe_url, info.mail_url]) {
    await assert.rejects(fetch(url), `${url} still answers`);
  }
});

Deno.test("start a second time is warm, with the same keys, logins and data", async () => {
  const begun = performance.now();
  const running = await launch(home, {
    WELCOME_CREDITS: "7",
    PAYMENTS_ENABLED: "false",
  });
  const info = await running.started;
  console.log(`warm start: ${Math.round(performance.now() - begun)} ms`);
  const known = JSON.parse(await Deno.readTextFile(join(home, "secrets.json")));
  assert.equal(info.jwt_secret, known.jwt_secret);
  assert.equal((await signIn(info, info.demo)).user.id, info.demo.user_id);
  const cost = "select credits::float from tally.actions where key = 'txt_upload'";
  assert.equal(await one(info, cost), 4);
  assert.equal(await one(info, "select tally_base.setting('welcome_credits')"), 7);
  assert.equal(await one(info, "select tally_base.setting('payments_enabled')"), false);
  await end(running);
});

Deno.test("start says in one sentence what it cannot do, and begins nothing", async (t) => {
  const refusal = async (args: string[], env: Record<string, string>, pattern: RegExp) => {
    const { code, err, out } = await run("start", args, env);
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, pattern);
  };
  await t.step(
    "a live Stripe key",
    () =>
      refusal(
        ["--home", home],
        { STRIPE_SECRET_KEY: "sk_live_x" },
        /^STRIPE_SECRET_KEY is a live key/,
      ),
  );
  await t.step("another mode than the home was made in", () =>
    refusal(
      ["--home", home, "--port", "0"],
      { TESTING_MODE: "false" },
      /TESTING_MODE=false does not fit this home.*deno task reset/,
    ));
  await t.step("a taken port", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    await refusal(["--home", home, "--port", String(port)], {}, /^Port \d+ is taken .*--port/);
    listener.close();
  });
  await t.step("a migration that changed since the home applied it", async () => {
    const running = await launch(home);
    const info = await running.started;
    await one(info, "update supabase_migrations.schema_migrations set statements = '{changed}'");
    await end(running);
    await refusal(["--home", home, "--port", "0"], {}, /has changed since .*deno task reset/);
  });
});

Deno.test("reset empties a home and nothing else", async () => {
  await Deno.writeTextFile(join(home, "mine.txt"), "not the stack's");
  const reset = await run("reset", ["--home", home]);
  assert.deepEqual([reset.code, reset.err], [0, ""]);
  const left = [...Deno.readDirSync(home)].map((entry) => entry.name).sort();
  assert.deepEqual(left, ["mine.txt", "stack.lock"]);
});
