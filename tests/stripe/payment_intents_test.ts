import assert from "node:assert/strict";
import type Stripe from "stripe";
import { postForm, refusal, withSandbox } from "./_support.ts";

const AMOUNT = { amount: 1499, currency: "usd" };

Deno.test("a payment intent confirmed with a good card is paid", () =>
  withSandbox(async ({ stripe, eventTypes }) => {
    const intent = await stripe.paymentIntents.create({
      ...AMOUNT,
      payment_method: "pm_card_visa",
      confirm: true,
      description: "Creator pack",
      metadata: { purchase_id: "p1" },
      expand: ["latest_charge", "payment_method"],
    });
    assert.equal(intent.status, "succeeded");
    assert.equal(intent.amount_received, 1499);
    const charge = intent.latest_charge as Stripe.Charge;
    assert.equal(charge.paid, true);
    assert.equal(charge.amount_captured, 1499);
    assert.deepEqual(charge.metadata, { purchase_id: "p1" });
    assert.equal(charge.payment_method_details?.card?.last4, "4242");
    assert.equal((await fetch(charge.receipt_url ?? "")).status, 200);
    assert.deepEqual(await eventTypes(), [
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
    ]);
  }));

for (
  const [method, code, decline] of [
    ["pm_card_visa_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
  ]
) {
  Deno.test(`a payment intent confirmed with ${method} is declined and leaves a failed charge`, () =>
    withSandbox(async ({ stripe, eventTypes }) => {
      const { id } = await stripe.paymentIntents.create(AMOUNT);
      const error = await refusal(stripe.paymentIntents.confirm(id, { payment_method: method }));
      assert.equal(error.type, "StripeCardError");
      assert.equal(error.statusCode, 402);
      assert.equal(error.code, code);
      assert.equal(error.decline_code, decline);
      assert.equal(error.payment_intent?.id, id);
      const intent = await stripe.paymentIntents.retrieve(id);
      assert.equal(intent.status, "requires_payment_method");
      assert.equal(intent.last_payment_error?.decline_code, decline);
      const charge = await stripe.charges.retrieve(error.charge ?? "");
      assert.equal(charge.status, "failed");
      assert.equal(charge.paid, false);
      assert.equal(charge.failure_code, code);
      assert.deepEqual(await eventTypes(), [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
      ]);
      const retried = await stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
      assert.equal(retried.status, "succeeded");
      assert.equal(retried.last_payment_error, null);
      assert.equal((await stripe.charges.list({ payment_intent: id })).data.length, 2);
    }));
}

Deno.test("a card that asks for authentication is paid after the bank's page", () =>
  withSandbox(async ({ stripe }) => {
    const intent = await stripe.paymentIntents.create({
      ...AMOUNT,
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
      return_url: "http://shop.test/back",
    });
    assert.equal(intent.status, "requires_action");
    const page = intent.next_action?.redirect_to_url?.url ?? "";
    assert.match(await (await fetch(page)).text(), /Is this you\?/);
    const done = await postForm(page, { result: "complete" });
    assert.match(done.location ?? "", /^http:\/\/shop\.test\/back\?.*redirect_status=succeeded/);
    assert.equal((await stripe.paymentIntents.retrieve(intent.id)).status, "succeeded");
    assert.equal((await postForm(page, { result: "complete" })).status, 410);
  }));

Deno.test("a failed authentication leaves the intent open for another card", () =>
  withSandbox(async ({ stripe }) => {
    const intent = await stripe.paymentIntents.create({
      ...AMOUNT,
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
      return_url: "http://shop.test/back",
    });
    const page = intent.next_action?.redirect_to_url?.url ?? "";
    const done = await postForm(page, { result: "fail" });
    assert.match(done.location ?? "", /redirect_status=failed/);
    const after = await stripe.paymentIntents.retrieve(intent.id);
    assert.equal(after.status, "requires_payment_method");
    assert.equal(after.last_payment_error?.code, "payment_intent_authentication_failure");
  }));

Deno.test("nobody is there to authenticate off session, so the card is declined", () =>
  withSandbox(async ({ stripe }) => {
    const error = await refusal(stripe.paymentIntents.create({
      ...AMOUNT,
      payment_method: "pm_card_authenticationRequired",
      confirm: true,
      off_session: true,
    }));
    assert.equal(error.code, "authentication_required");
  }));

Deno.test("a payment intent keeps its card for later when asked to", () =>
  withSandbox(async ({ stripe }) => {
    const { id: customer } = await stripe.customers.create();
    await stripe.paymentIntents.create({
      ...AMOUNT,
      customer,
      payment_method: "pm_card_visa",
      confirm: true,
      setup_future_usage: "off_session",
    });
    assert.equal((await stripe.customers.listPaymentMethods(customer)).data.length, 1);
  }));

Deno.test("a payment intent is changed and cancelled only while it is open", () =>
  withSandbox(async ({ stripe }) => {
    const open = await stripe.paymentIntents.create(AMOUNT);
    assert.equal((await stripe.paymentIntents.update(open.id, { amount: 2999 })).amount, 2999);
    const gone = await stripe.paymentIntents.cancel(open.id, { cancellation_reason: "abandoned" });
    assert.equal(gone.status, "canceled");
    assert.equal(gone.cancellation_reason, "abandoned");
    const again = await refusal(stripe.paymentIntents.cancel(open.id));
    assert.equal(again.code, "payment_intent_unexpected_state");
    const paid = await stripe.paymentIntents.create({
      ...AMOUNT,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    await refusal(stripe.paymentIntents.update(paid.id, { amount: 1 }));
    await refusal(stripe.paymentIntents.confirm(paid.id, { payment_method: "pm_card_visa" }));
    assert.equal((await stripe.charges.list({ payment_intent: paid.id })).data.length, 1);
  }));

Deno.test("an amount below fifty cents is not collected", () =>
  withSandbox(async ({ stripe }) => {
    const error = await refusal(stripe.paymentIntents.create({ amount: 49, currency: "usd" }));
    assert.equal(error.code, "amount_too_small");
  }));
