import assert from "node:assert/strict";
import { connectDoors } from "../../functions/_shared/db.ts";
import { makeHandler } from "../../functions/health/handler.ts";
import { reachStripe } from "../../functions/health/stripe.ts";
import { answering, assertRefused, keepLog } from "./_frame.ts";
import { ANON_KEY, SECRET_KEY, Shop } from "./_shop.ts";

const shop = await Shop.open();
addEventListener("unload", () => void shop.close());

interface Setting {
  stripe?: boolean;
  url?: string;
}

function health({ stripe = true, url = shop.api.url }: Setting = {}) {
  const kept = keepLog();
  let stripeAsked = 0;
  const project = {
    SUPABASE_URL: url,
    SUPABASE_ANON_KEY: ANON_KEY,
    SUPABASE_SERVICE_ROLE_KEY: SECRET_KEY,
  };
  const handler = makeHandler({
    env: { SUPABASE_SERVICE_ROLE_KEY: SECRET_KEY, CORS_ORIGINS: ["https://app.example"] },
    doors: connectDoors(project, 1000),
    reachStripe: () => {
      stripeAsked++;
      return Promise.resolve(stripe);
    },
    log: kept.log,
  });
  const ask = (init?: RequestInit) => handler(new Request("http://x/", init));
  return { ask, kept, stripeAsked: () => stripeAsked };
}

const asService = { headers: { authorization: `Bearer ${SECRET_KEY}` } };

Deno.test("health says ok, and nothing more to strangers", async () => {
  const answer = await health().ask();
  assert.equal(answer.status, 200);
  const { request_id, ...body } = await answer.json();
  assert.deepEqual(body, { status: "ok" });
  assert.equal(request_id, answer.headers.get("x-request-id"));
});

Deno.test("health shows its checks to the holder of the service key alone", async () => {
  const detailed = await (await health().ask(asService)).json();
  assert.equal(detailed.status, "ok");
  assert.equal(detailed.checks.stripe, "ok");
  assert.ok(Object.keys(detailed.checks).length > 1);
  for (const bearer of [ANON_KEY, `${SECRET_KEY}x`, SECRET_KEY.slice(0, -1), ""]) {
    const headers = { authorization: `Bearer ${bearer}` };
    assert.equal((await (await health().ask({ headers })).json()).checks, undefined);
  }
});

Deno.test("health is degraded without Stripe and still answers 200", async () => {
  const answer = await health({ stripe: false }).ask(asService);
  const body = await answer.json();
  assert.deepEqual([answer.status, body.status], [200, "degraded"]);
  assert.equal(body.checks.stripe, "degraded");
});

Deno.test("health is down with 503 when the database does not answer", async () => {
  const { ask, kept } = health({ url: "http://127.0.0.1:9" });
  const answer = await ask();
  assert.equal(answer.status, 503);
  assert.equal((await answer.json()).status, "down");
  assert.equal(kept.lines[0]?.outcome, "down");
  assert.match(kept.lines[0]?.error ?? "", /^busy/);
});

Deno.test("health asks once for all who ask at the same time", async () => {
  const { ask, stripeAsked, kept } = health();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(stripeAsked(), 1);
  assert.equal(kept.lines.length, 20);
});

Deno.test("health answers HEAD without a body and refuses other methods", async () => {
  const { ask } = health();
  const head = await ask({ method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  await assertRefused(await ask({ method: "POST" }), 405, "method_not_allowed");
});

Deno.test("health counts Stripe as there whatever it answers, and as gone when it does not", async () => {
  let status = 404;
  const server = answering(() => new Response(null, { status }));
  assert.equal(await reachStripe(server.url), true);
  status = 503;
  assert.equal(await reachStripe(server.url), false);
  await server.close();
  assert.equal(await reachStripe(server.url), false);
});
