import assert from "node:assert/strict";
import type Stripe from "stripe";
import { type Bench, withSandbox } from "./_support.ts";

const DEBIT = {
  method: "us_bank_account",
  routingNumber: "110000000",
  accountNumber: "000123456789",
};

async function payByDebit({ stripe, session, pay }: Bench, form = {}): Promise<{
  session: string;
  intent: string;
}> {
  const open = await session();
  assert.equal((await pay(open, { ...DEBIT, ...form })).status, 303);
  const { payment_intent } = await stripe.checkout.sessions.retrieve(open.id);
  return { session: open.id, intent: String(payment_intent) };
}

Deno.test("a bank debit completes the session unpaid, and the bank's answer makes it paid", () =>
  withSandbox(async (bench) => {
    const { stripe, control, eventTypes } = bench;
    const { session, intent } = await payByDebit(bench);
    const waiting = await stripe.checkout.sessions.retrieve(session, {
      expand: ["payment_intent.latest_charge"],
    });
    assert.equal(waiting.status, "complete");
    assert.equal(waiting.payment_status, "unpaid");
    const { status, latest_charge } = waiting.payment_intent as Stripe.PaymentIntent;
    assert.equal(status, "processing");
    assert.equal((latest_charge as Stripe.Charge).status, "pending");

    await control("POST", `/payment_intents/${intent}/settle`, {});
    assert.equal((await stripe.checkout.sessions.retrieve(session)).payment_status, "paid");
    assert.deepEqual((await eventTypes()).slice(2), [
      "payment_intent.created",
      "charge.pending",
      "payment_intent.processing",
      "checkout.session.completed",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.async_payment_succeeded",
    ]);
  }));

Deno.test("a bank debit that fails leaves the session complete and unpaid", () =>
  withSandbox(async (bench) => {
    const { stripe, control, eventTypes } = bench;
    const { session, intent } = await payByDebit(bench, { accountNumber: "000222222227" });
    await control("POST", `/payment_intents/${intent}/settle`);
    const failed = await stripe.checkout.sessions.retrieve(session, { expand: ["payment_intent"] });
    assert.equal(failed.status, "complete");
    assert.equal(failed.payment_status, "unpaid");
    const { status, last_payment_error } = failed.payment_intent as Stripe.PaymentIntent;
    assert.equal(status, "requires_payment_method");
    assert.equal(last_payment_error?.code, "insufficient_funds");
    assert.deepEqual((await eventTypes()).slice(-3), [
      "charge.failed",
      "payment_intent.payment_failed",
      "checkout.session.async_payment_failed",
    ]);
  }));

Deno.test("a bank can be told to refuse a good account, and answers only once", () =>
  withSandbox(async (bench) => {
    const { url, stripe, control } = bench;
    const { session, intent } = await payByDebit(bench);
    await control("POST", `/payment_intents/${intent}/settle`, { outcome: "fail" });
    assert.equal((await stripe.checkout.sessions.retrieve(session)).payment_status, "unpaid");
    const again = await fetch(`${url}/_sandbox/payment_intents/${intent}/settle`, {
      method: "POST",
    });
    assert.equal(again.status, 400);
    assert.equal((await again.json()).error.code, "payment_intent_unexpected_state");
  }));

Deno.test("a bank answers by itself after three days of the sandbox's clock", () =>
  withSandbox(async (bench) => {
    const { stripe, control } = bench;
    const { session } = await payByDebit(bench);
    await control("POST", "/clock", { advance: 3 * 86_400 - 60 });
    assert.equal((await stripe.checkout.sessions.retrieve(session)).payment_status, "unpaid");
    await control("POST", "/clock", { advance: 60 });
    assert.equal((await stripe.checkout.sessions.retrieve(session)).payment_status, "paid");
  }));
