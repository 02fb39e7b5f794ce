import assert from "node:assert/strict";
import { refusal, sdk, withSandbox } from "./_support.ts";

/** A header of the answer. With fetch the SDK keeps the real `Headers`, whatever its types say. */
function header(answer: { lastResponse: { headers: unknown } }, name: string): string | null {
  return (answer.lastResponse.headers as Headers).get(name);
}

Deno.test("the same key with the same parameters gives the same answer and does nothing", () =>
  withSandbox(async ({ stripe }) => {
    const options = { idempotencyKey: "k1" };
    const first = await stripe.customers.create({ name: "Ada", metadata: { a: 1, b: 2 } }, options);
    const again = await stripe.customers.create({ metadata: { b: 2, a: 1 }, name: "Ada" }, options);
    assert.equal(again.id, first.id);
    assert.equal(header(first, "idempotent-replayed"), null);
    assert.equal(header(again, "idempotent-replayed"), "true");
    assert.equal(
      header(again, "original-request"),
      first.lastResponse.requestId,
    );
    assert.equal(again.lastResponse.idempotencyKey, "k1");
    assert.equal((await stripe.customers.list()).data.length, 1);
  }));

Deno.test("the same key with other parameters or on another path is an idempotency error", () =>
  withSandbox(async ({ stripe }) => {
    const options = { idempotencyKey: "k1" };
    await stripe.customers.create({ name: "Ada" }, options);
    for (
      const call of [
        stripe.customers.create({ name: "Bob" }, options),
        stripe.products.create({ name: "Ada" }, options),
      ]
    ) {
      const error = await refusal(call);
      assert.equal(error.type, "StripeIdempotencyError");
      assert.equal(error.statusCode, 400);
      assert.match(error.message, /Try using a key other than 'k1'/);
    }
  }));

Deno.test("a key that is in use by a running request answers 409", () =>
  withSandbox(async ({ stripe, control }) => {
    await control("POST", "/faults", { api: { latency_ms: 150 } });
    const calls = await Promise.allSettled(
      Array.from(
        { length: 5 },
        () => stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k1" }),
      ),
    );
    const done = calls.filter((call) => call.status === "fulfilled");
    const refused = calls.filter((call) => call.status === "rejected");
    assert.equal(done.length, 1);
    for (const { reason } of refused) {
      assert.equal(reason.statusCode, 409);
      assert.equal(reason.code, "idempotency_key_in_use");
    }
    await control("POST", "/faults", { api: { latency_ms: 0 } });
    assert.equal((await stripe.customers.list()).data.length, 1);
  }));

Deno.test("a refusal of the call is remembered, one of its parameters is not", () =>
  withSandbox(async ({ stripe }) => {
    const missing = { idempotencyKey: "k1" };
    await refusal(stripe.checkout.sessions.expire("cs_nothing", {}, missing));
    const again = await refusal(stripe.checkout.sessions.expire("cs_nothing", {}, missing));
    assert.equal(again.headers?.["idempotent-replayed"], "true");
    const wrong = { idempotencyKey: "k2" };
    await refusal(stripe.customers.create({ email: "nobody" }, wrong));
    assert.ok((await stripe.customers.create({ email: "ada@example.com" }, wrong)).id);
  }));

Deno.test("a declined payment is remembered with its failed charge", () =>
  withSandbox(async ({ stripe }) => {
    const pay = () =>
      refusal(stripe.paymentIntents.create({
        amount: 499,
        currency: "usd",
        payment_method: "pm_card_chargeDeclined",
        confirm: true,
      }, { idempotencyKey: "k1" }));
    const first = await pay();
    const again = await pay();
    assert.equal(again.charge, first.charge);
    assert.equal((await stripe.charges.list()).data.length, 1);
  }));

Deno.test("an answer that gets lost is given again to the next call with the key", () =>
  withSandbox(async ({ url, stripe, control }) => {
    await control("POST", "/faults", { api: { lose_next: 1 } });
    const options = { idempotencyKey: "k1" };
    // Without our check of answers in between: there is none to check.
    const error = await refusal(sdk(url).customers.create({ name: "Ada" }, options));
    assert.equal(error.type, "StripeConnectionError");
    const customer = await stripe.customers.create({ name: "Ada" }, options);
    assert.equal(header(customer, "idempotent-replayed"), "true");
    assert.deepEqual((await stripe.customers.list()).data.map(({ id }) => id), [customer.id]);
  }));

Deno.test("a call that fails on request does nothing and can be repeated", () =>
  withSandbox(async ({ stripe, control }) => {
    await control("POST", "/faults", { api: { fail_next: 1 } });
    const options = { idempotencyKey: "k1" };
    const error = await refusal(stripe.customers.create({}, options));
    assert.equal(error.statusCode, 500);
    assert.equal(error.type, "StripeAPIError");
    assert.ok((await stripe.customers.create({}, options)).id);
  }));
