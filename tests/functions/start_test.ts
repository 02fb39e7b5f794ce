/** Each function as a process of its own: what it needs to start, and what it prints. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { CHECKOUT, HEALTH, STRIPE_WEBHOOK } from "../../functions/_shared/env.ts";
import { freePort } from "../../supabase/stack/postgres/mod.ts";
import { keep } from "../_support/keep.ts";

const FUNCTIONS: Record<string, readonly string[]> = {
  "checkout": CHECKOUT,
  "stripe-webhook": STRIPE_WEBHOOK,
  "health": HEALTH,
};

/** Nobody listens at port 9; every secret is a canary. */
const ENVIRONMENT: Record<string, string> = {
  SUPABASE_URL: "http://127.0.0.1:9",
  SUPABASE_ANON_KEY: "canary-publishable-key-0001",
  SUPABASE_SERVICE_ROLE_KEY: "canary-secret-key-000000001",
  SUPABASE_JWT_SECRET: "canary-jwt-secret-of-more-than-32-bytes",
  STRIPE_SECRET_KEY: "sk_test_canary000000001",
  STRIPE_WEBHOOK_SECRET: "whsec_canary_0000000001",
  STRIPE_WEBHOOK_SECRET_PREVIOUS: "whsec_canary_0000000002",
  STRIPE_API_BASE: "http://127.0.0.1:9",
  SITE_URL: "https://app.example",
  CORS_ORIGINS: "https://app.example",
};

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

function spawn(name: string, script: string, env: Record<string, string>) {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      `--import-map=${path(`functions/${name}/deno.json`)}`,
      script,
    ],
    env: {
      ...env,
      NO_COLOR: "1",
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
    },
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  });
}

const granted = (names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => {
    const value = ENVIRONMENT[name];
    return value === undefined ? [] : [[name, value]];
  }));

Deno.test("function does not start without its variables, and says which", async (t) => {
  for (const [name, names] of Object.entries(FUNCTIONS)) {
    await t.step(name, async () => {
      const env = { ...granted(names), SUPABASE_URL: "", SUPABASE_SERVICE_ROLE_KEY: "canary" };
      const { success, stderr } = await spawn(name, path(`functions/${name}/index.ts`), env)
        .output();
      const said = new TextDecoder().decode(stderr);
      assert.ok(!success);
      assert.match(said, /SUPABASE_URL is missing/);
      assert.match(said, /SUPABASE_SERVICE_ROLE_KEY is not valid/);
      assert.ok(!/canary/.test(said));
    });
  }
});

/** Requests that carry canaries wherever a careless line would print them. */
const requests = (): RequestInit[] =>
  [
    {},
    { method: "POST", body: '{"pack":"canary-pack"}' },
    { method: "POST", body: "canary".repeat(400_000) },
    { method: "PUT", body: "canary" },
  ].map((init) => ({
    ...init,
    headers: {
      "content-type": "application/json",
      authorization: "Bearer canary.canary.canary",
      "stripe-signature": "t=1,v1=canary",
      "x-request-id": "canary\tcanary",
      cookie: "canary=canary",
      "user-agent": "canary",
    },
  }));

Deno.test("function prints one JSON line per request and no secret (threats 89, 90)", async (t) => {
  for (const [name, names] of Object.entries(FUNCTIONS)) {
    await t.step(name, async () => {
      const port = await freePort();
      const env = {
        ...granted(names),
        FUNCTION_ENTRY: new URL(`../../functions/${name}/index.ts`, import.meta.url).href,
        FUNCTION_PORT: String(port),
      };
      const process = spawn(name, path("supabase/stack/functions/serve.ts"), env).spawn();
      await keep({ pid: process.pid });
      const origin = `http://127.0.0.1:${port}`;
      await until(`${origin}/_ready`);
      let answers = "";
      for (const init of requests()) {
        const answer = await fetch(`${origin}/${name}?canary=canary`, init);
        answers += JSON.stringify([...answer.headers]) + await answer.text();
      }
      process.kill("SIGTERM");
      const { stdout, stderr } = await process.output();
      const printed = new TextDecoder().decode(stdout).trim();
      const lines = printed.split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(lines.map(({ event }) => event), requests().map(() => name));
      assert.ok(!/canary/.test(printed + new TextDecoder().decode(stderr) + answers));
    });
  }
});

async function until(url: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${url}`);
}
