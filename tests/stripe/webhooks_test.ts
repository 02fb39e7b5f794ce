import assert from "node:assert/strict";
import Stripe from "stripe";
import { assertConforms } from "./schema/validate.ts";
import {
  type Bench,
  type Receiver,
  startReceiver,
  until,
  WEBHOOK_SECRET,
  withSandbox,
} from "./_support.ts";

const FAST = { firstMs: 20, longestMs: 80, attempts: 4, timeoutMs: 1000 };

function withWebhook(
  work: (bench: Bench, receiver: Receiver) => Promise<void>,
  events?: string[],
): () => Promise<void> {
  return async () => {
    const receiver = startReceiver();
    try {
      const webhook = { url: receiver.url, secret: WEBHOOK_SECRET, events };
      await withSandbox((bench) => work(bench, receiver), { webhook, retries: FAST });
    } finally {
      await receiver.close();
    }
  };
}

const typesOf = ({ received }: Receiver) => received.map(({ event }) => event.type);

Deno.test(
  "a webhook carries the event, signed so that the SDK accepts it",
  withWebhook(async ({ stripe, session, pay }, receiver) => {
    await pay(await session());
    await until("the event arrives", () => receiver.received.length === 1);
    const { payload, signature } = receiver.received[0]!;
    assert.match(signature, /^t=\d+,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
    const event = await stripe.webhooks.constructEventAsync(payload, signature, WEBHOOK_SECRET);
    assert.equal(event.type, "checkout.session.completed");
    assert.equal(event.pending_webhooks, 1);
    assertConforms(event);
    await assert.rejects(stripe.webhooks.constructEventAsync(payload, signature, "whsec_other"));
    await assert.rejects(
      stripe.webhooks.constructEventAsync(`${payload} `, signature, WEBHOOK_SECRET),
    );
    await until(
      "the event counts as delivered",
      async () => (await stripe.events.retrieve(event.id)).pending_webhooks === 0,
    );
    const delivered = await stripe.events.list({ delivery_success: true, type: event.type });
    assert.equal(delivered.data.length, 1);
  }),
);

Deno.test(
  "an endpoint gets the types it asked for and no other",
  withWebhook(async ({ stripe, session, pay }, receiver) => {
    await pay(await session());
    await until("both arrive", () => receiver.received.length === 2);
    assert.deepEqual(typesOf(receiver).sort(), ["charge.succeeded", "payment_intent.succeeded"]);
    const [endpoint] = (await stripe.webhookEndpoints.list()).data;
    assert.equal(endpoint?.url, receiver.url);
    await stripe.webhookEndpoints.update(endpoint!.id, { enabled_events: ["customer.created"] });
    await stripe.customers.create();
    await until("the new type arrives", () => receiver.received.length === 3);
  }, ["charge.succeeded", "payment_intent.succeeded"]),
);

Deno.test(
  "a failing endpoint is tried again with growing pauses, and the log shows it",
  withWebhook(async ({ session, pay, control }, receiver) => {
    receiver.answers.push(500, 503);
    await pay(await session());
    await until("the third attempt", () => receiver.received.length === 3);
    assert.equal(new Set(receiver.received.map(({ event }) => event.id)).size, 1);
    await until(
      "the log",
      async () => (await control("GET", "/deliveries?status=delivered")).data.length === 1,
    );
    const { data: [delivery] } = await control("GET", "/deliveries");
    assert.deepEqual(delivery.attempts.map((attempt: { status: number }) => attempt.status), [
      500,
      503,
      200,
    ]);
    assert.equal(delivery.attempts[2].answer, "noted");
    const [first, second, third] = delivery.attempts.map((attempt: { at: string }) =>
      Date.parse(attempt.at)
    );
    assert.ok(third - second > second - first);
  }),
);

Deno.test(
  "an endpoint that never works is given up after its attempts, and can be tried again by hand",
  withWebhook(async ({ session, pay, control }, receiver) => {
    receiver.answers.push(500, 500, 500, 302);
    await pay(await session());
    await until(
      "it is given up",
      async () => (await control("GET", "/deliveries?status=failed")).data.length === 1,
    );
    assert.equal(receiver.received.length, 4);
    const { id } = receiver.received[0]!.event;
    await control("POST", `/events/${id}/resend`);
    await until("it comes once more", () => receiver.received.length === 5);
    assert.equal(receiver.received[4]!.event.id, id);
  }),
);

Deno.test(
  "events come twice, late, out of order and again after lost answers when that is asked for",
  withWebhook(async ({ stripe, control }, receiver) => {
    await control("POST", "/faults", {
      webhooks: { duplicate: 1, delay_ms: { min: 0, max: 150 }, lose_answer: 0.3, drop: 0.3 },
    });
    for (let n = 0; n < 20; n++) await stripe.customers.create({ name: `${n}` });
    const seen = () => new Set(receiver.received.map(({ event }) => event.id));
    await until("all have come", () => seen().size === 20 && receiver.received.length > 40);
    const order = receiver.received.map(({ event }) => (event.data.object as Stripe.Customer).name);
    assert.notDeepEqual(order, [...order].sort((a, b) => Number(a) - Number(b)));
  }, ["customer.created"]),
);

Deno.test(
  "while webhooks are paused nothing is sent, afterwards everything is",
  withWebhook(async ({ stripe, control }, receiver) => {
    await control("POST", "/faults", { webhooks: { paused: true } });
    for (let n = 0; n < 30; n++) await stripe.customers.create();
    assert.equal((await control("GET", "/deliveries?status=pending")).data.length, 30);
    assert.equal(receiver.received.length, 0);
    await control("POST", "/faults", { webhooks: { paused: false } });
    await until("all have come", () => receiver.received.length === 30);
  }, ["*"]),
);

Deno.test("an endpoint of another API version gets its events under that version", () =>
  withSandbox(async ({ stripe }) => {
    const receiver = startReceiver();
    try {
      await stripe.webhookEndpoints.create({
        url: receiver.url,
        enabled_events: ["customer.created"],
        api_version: "2024-06-20",
      });
      await stripe.customers.create();
      await until("the event arrives", () => receiver.received.length === 1);
      assert.equal(receiver.received[0]!.event.api_version, "2024-06-20");
    } finally {
      await receiver.close();
    }
  }));

Deno.test("an endpoint made by the API has its own secret, shown once", () =>
  withSandbox(async ({ stripe }) => {
    const receiver = startReceiver();
    try {
      const endpoint = await stripe.webhookEndpoints.create({
        url: receiver.url,
        enabled_events: ["customer.created"],
      });
      assert.match(endpoint.secret ?? "", /^whsec_/);
      assert.equal((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret, undefined);
      await stripe.customers.create();
      await until("the event arrives", () => receiver.received.length === 1);
      const { payload, signature } = receiver.received[0]!;
      await stripe.webhooks.constructEventAsync(payload, signature, endpoint.secret!);
      assert.equal((await stripe.webhookEndpoints.del(endpoint.id)).deleted, true);
      await stripe.customers.create();
      assert.deepEqual((await stripe.webhookEndpoints.list()).data, []);
    } finally {
      await receiver.close();
    }
    assert.equal(receiver.received.length, 1);
  }));
