import assert from "node:assert/strict";
import { refusal, withSandbox } from "./_support.ts";

Deno.test("events are retrieved, and listed by type, by types, by group and by time", () =>
  withSandbox(async ({ stripe, session, pay }) => {
    await pay(await session());
    const all = await stripe.events.list({ limit: 100 });
    const newest = all.data[0]!;
    assert.match(newest.id, /^evt_/);
    assert.deepEqual((await stripe.events.retrieve(newest.id)).data, newest.data);
    const types = async (filter: Parameters<typeof stripe.events.list>[0]) =>
      (await stripe.events.list(filter)).data.map((event) => event.type);
    assert.deepEqual(await types({ type: "charge.succeeded" }), ["charge.succeeded"]);
    assert.deepEqual(await types({ type: "payment_intent.*" }), [
      "payment_intent.succeeded",
      "payment_intent.created",
    ]);
    assert.deepEqual(await types({ types: ["price.created", "product.created"] }), [
      "price.created",
      "product.created",
    ]);
    assert.deepEqual(await types({ created: { gt: newest.created + 10 } }), []);
    assert.equal((await types({ created: { gte: newest.created - 10 } })).length, all.data.length);
    const rest = await stripe.events.list({ starting_after: all.data[2]!.id, limit: 2 });
    assert.deepEqual(rest.data.map(({ id }) => id), all.data.slice(3, 5).map(({ id }) => id));
    await refusal(stripe.events.list({ type: "charge.succeeded", types: ["price.created"] }));
  }));

Deno.test("an event of an API call names the request and its key", () =>
  withSandbox(async ({ stripe }) => {
    const customer = await stripe.customers.create({}, { idempotencyKey: "key-1" });
    const [event] = (await stripe.events.list({ type: "customer.created" })).data;
    assert.deepEqual(event?.request, {
      id: customer.lastResponse.requestId,
      idempotency_key: "key-1",
    });
    assert.equal(event?.pending_webhooks, 0);
  }));

Deno.test("an event keeps the object as it was, whatever happens to it later", () =>
  withSandbox(async ({ stripe }) => {
    const { id } = await stripe.customers.create({ name: "before" });
    await stripe.customers.update(id, { name: "after" });
    const [event] = (await stripe.events.list({ type: "customer.created" })).data;
    assert.ok(event?.type === "customer.created");
    assert.equal(event.data.object.name, "before");
  }));
