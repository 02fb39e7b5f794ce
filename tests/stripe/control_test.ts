import assert from "node:assert/strict";
import { withSandbox } from "./_support.ts";

Deno.test("the control surface says what it offers, and refuses what it does not know", () =>
  withSandbox(async ({ url, control }) => {
    const index = await control("GET", "");
    assert.ok(Object.keys(index).includes("GET /_sandbox/deliveries"));
    for (
      const [method, path, body, status] of [
        ["GET", "/nothing", undefined, 404],
        ["POST", "/clock", `{"advance": -1}`, 400],
        ["POST", "/clock", `{"advance": "soon"}`, 400],
        ["POST", "/clock", `not json`, 400],
        ["POST", "/faults", `{"webhooks": {"duplicate": 2}}`, 400],
        ["POST", "/faults", `{"everything": true}`, 400],
        ["POST", "/events/evt_x/resend", "{}", 404],
        ["POST", "/payment_intents/pi_x/settle", "{}", 404],
        ["GET", "/deliveries?status=lost", undefined, 400],
      ] as const
    ) {
      const response = await fetch(`${url}/_sandbox${path}`, { method, body });
      assert.equal(response.status, status, `${method} ${path} ${body}`);
      assert.equal(typeof (await response.json()).error.message, "string");
    }
  }));

Deno.test("the sandbox's own page shows sessions and events, and its buttons work", () =>
  withSandbox(async ({ url, session, pay, control }) => {
    await pay(await session());
    const text = await (await fetch(url)).text();
    assert.match(text, /checkout\.session\.completed/);
    assert.match(text, /\$4\.99/);
    const moved = await fetch(`${url}/_sandbox/clock`, {
      method: "POST",
      body: new URLSearchParams({ advance: "3600" }),
      headers: { origin: url },
      redirect: "manual",
    });
    await moved.body?.cancel();
    assert.equal(moved.status, 303);
    assert.equal((await control("GET", "/clock")).ahead, 3600);
  }));

Deno.test("web pages of other places cannot steer the sandbox", () =>
  withSandbox(async ({ url, stripe }) => {
    for (const origin of ["http://evil.test", "null", "http://127.0.0.1:1"]) {
      for (const path of ["/_sandbox/clock", "/v1/customers"]) {
        const response = await fetch(`${url}${path}`, {
          method: "POST",
          headers: { origin, authorization: "Bearer sk_test_x" },
        });
        await response.body?.cancel();
        assert.equal(response.status, 403, `${origin} ${path}`);
      }
    }
    assert.deepEqual((await stripe.customers.list()).data, []);
  }));

Deno.test("a call under a foreign host name is refused", async () => {
  const { makeSandbox } = await import("../../supabase/stack/stripe/sandbox.ts");
  const sandbox = makeSandbox({ publicUrl: "http://127.0.0.1:4000" });
  try {
    for (
      const [url, status] of [
        ["http://rebound.test:4000/_ready", 403],
        ["http://localhost:4000/_ready", 200],
        ["http://127.0.0.1:4000/_ready", 200],
      ] as const
    ) {
      assert.equal((await sandbox.fetch(new Request(url))).status, status, url);
    }
  } finally {
    await sandbox.close();
  }
});
