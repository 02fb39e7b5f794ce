import assert from "node:assert/strict";
import Stripe from "stripe";
import { callStripe, connectStripe, STRIPE_API_VERSION } from "../../functions/_shared/stripe.ts";
import { answering, assertThrows } from "./_frame.ts";

const KEY = "sk_test_canary0123456789";

const at = (url: string) => connectStripe({ STRIPE_SECRET_KEY: KEY, STRIPE_API_BASE: url });

const failing = (status: number, type: string, message = "canary") => () =>
  Response.json({ error: { type, message } }, {
    status,
    headers: { "request-id": "req_1", "stripe-should-retry": "false" },
  });

const createCustomer = (stripe: Stripe) =>
  callStripe(stripe.customers.create({}, { idempotencyKey: "k-1" }));

Deno.test("stripe speaks the SDK's own version, pinned by name", async () => {
  assert.equal(STRIPE_API_VERSION, Stripe.API_VERSION);
  const server = answering(() => Response.json({ id: "cus_1", object: "customer" }));
  assert.equal((await createCustomer(at(server.url))).id, "cus_1");
  const [asked] = server.asked;
  assert.equal(asked?.header("stripe-version"), STRIPE_API_VERSION);
  assert.equal(asked?.header("authorization"), `Bearer ${KEY}`);
  await server.close();
});

Deno.test("stripe repeats an unanswered request with the same key", async () => {
  const server = answering((count) =>
    count < 3 ? new Response("{}", { status: 503 }) : Response.json({ id: "cus_1" })
  );
  assert.equal((await createCustomer(at(server.url))).id, "cus_1");
  const keys = server.asked.map(({ header }) => header("idempotency-key"));
  assert.deepEqual(keys, ["k-1", "k-1", "k-1"]);
  await server.close();
});

Deno.test("stripe outages are busy, everything else is ours to mend and says nothing", async (t) => {
  const cases: [number, string, string][] = [
    [500, "api_error", "busy"],
    [503, "api_error", "busy"],
    [429, "rate_limit_error", "busy"],
    [409, "invalid_request_error", "busy"],
    [400, "invalid_request_error", "internal_error"],
    [400, "idempotency_error", "internal_error"],
    [401, "invalid_request_error", "internal_error"],
    [403, "invalid_request_error", "internal_error"],
    [404, "invalid_request_error", "internal_error"],
    [402, "card_error", "internal_error"],
  ];
  for (const [status, type, token] of cases) {
    await t.step(`${status} ${type}`, async () => {
      const server = answering(failing(status, type, `Invalid API Key provided: ${KEY}`));
      const error = await assertThrows(createCustomer(at(server.url)), token);
      assert.match(error.origin.code ?? "", /^Stripe\w+Error.* req_1$/);
      assert.ok(!/canary/.test(JSON.stringify([error.body("r"), error.origin])));
      await server.close();
    });
  }
  await t.step("nobody listens", async () => {
    const server = answering(() => new Response());
    await server.close();
    const error = await assertThrows(createCustomer(at(server.url)), "busy");
    assert.equal(error.entry.retryAfter, 5);
  });
});
