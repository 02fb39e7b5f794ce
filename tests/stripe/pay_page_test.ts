import assert from "node:assert/strict";
import type Stripe from "stripe";
import { postForm, withSandbox } from "./_support.ts";

Deno.test("the pay page shows what is bought, for how much, and the way back", () =>
  withSandbox(async ({ session }) => {
    const { url } = await session({ customer_email: "ada@example.com" });
    const response = await fetch(url ?? "");
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.match(text, /Starter/);
    assert.match(text, /\$4\.99/);
    assert.match(text, /href="http:\/\/shop\.test\/cancelled"/);
    assert.match(text, /value="ada@example\.com"[^>]* readonly/);
    for (const id of ["email", "cardNumber", "cardExpiry", "cardCvc", "billingName"]) {
      assert.match(text, new RegExp(`<label for="${id}">`));
    }
  }));

Deno.test("the pay page runs nothing but its own script and may lead only to the shop", () =>
  withSandbox(async ({ session }) => {
    const { url } = await session();
    const response = await fetch(url ?? "");
    const csp = response.headers.get("content-security-policy") ?? "";
    assert.match(csp, /default-src 'none'/);
    assert.match(csp, /script-src 'self';/);
    assert.match(csp, /form-action 'self' http:\/\/shop\.test;/);
    assert.match(csp, /frame-ancestors 'none'/);
    assert.doesNotMatch(await response.text(), /<style|style=|onclick|<script>/);
  }));

Deno.test("names from the shop are text on the page, never markup", () =>
  withSandbox(async ({ session }) => {
    const name = `<script>alert("x")</script>`;
    const { url } = await session({
      line_items: [{
        quantity: 1,
        price_data: { currency: "usd", unit_amount: 499, product_data: { name } },
      }],
    });
    const text = await (await fetch(url ?? "")).text();
    assert.doesNotMatch(text, /<script>alert/);
    assert.match(text, /&#60;script&#62;alert/);
  }));

Deno.test("a good card completes the session and leads to the shop", () =>
  withSandbox(async ({ stripe, session, pay, eventTypes }) => {
    const open = await session({
      client_reference_id: "purchase-1",
      payment_intent_data: { metadata: { purchase_id: "purchase-1" } },
    });
    const answer = await pay(open);
    assert.equal(answer.status, 303);
    assert.equal(answer.location, `http://shop.test/paid?session=${open.id}`);
    const done = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ["payment_intent.latest_charge"],
    });
    const intent = done.payment_intent as Stripe.PaymentIntent;
    assert.equal(done.status, "complete");
    assert.equal(done.payment_status, "paid");
    assert.equal(done.url, null);
    assert.equal(done.customer_details?.email, "buyer@example.com");
    assert.equal(done.customer, null);
    assert.equal(intent.status, "succeeded");
    assert.deepEqual(intent.metadata, { purchase_id: "purchase-1" });
    assert.equal((intent.latest_charge as Stripe.Charge).billing_details.name, "Ada Buyer");
    assert.deepEqual((await eventTypes()).slice(2), [
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
      "checkout.session.completed",
    ]);
  }));

Deno.test("the completed event carries the session as it was at that moment", () =>
  withSandbox(async ({ stripe, session, pay }) => {
    const open = await session({ client_reference_id: "purchase-2" });
    await pay(open);
    const [event] = (await stripe.events.list({ type: "checkout.session.completed" })).data;
    assert.equal(event?.type, "checkout.session.completed");
    const snapshot = event?.data.object as Stripe.Checkout.Session;
    assert.equal(snapshot.id, open.id);
    assert.equal(snapshot.payment_status, "paid");
    assert.equal(snapshot.client_reference_id, "purchase-2");
    assert.equal(typeof snapshot.payment_intent, "string");
    assert.equal(event?.api_version, "2026-10-28.endive");
    assert.equal(event?.livemode, false);
    assert.deepEqual(event?.request, { id: null, idempotency_key: null });
  }));

for (
  const [card, words] of [
    ["4000 0000 0000 0002", "Your card was declined."],
    ["4000 0000 0000 9995", "Your card has insufficient funds."],
    ["4000 0000 0000 0069", "Your card has expired."],
    ["4000 0000 0000 0119", "An error occurred while processing your card."],
    ["4111 1111 1111 1111", "used a non test card"],
  ] as const
) {
  Deno.test(`the card ${card} is declined in place, and another one still pays`, () =>
    withSandbox(async ({ stripe, session, pay }) => {
      const open = await session();
      const answer = await pay(open, { cardNumber: card });
      assert.equal(answer.status, 402);
      assert.ok(answer.alert.includes(words), answer.alert);
      assert.match(answer.text, /value="buyer@example\.com"/);
      const { payment_intent, status } = await stripe.checkout.sessions.retrieve(open.id);
      assert.equal(status, "open");
      assert.equal((await pay(open)).status, 303);
      const charges = await stripe.charges.list({ payment_intent: String(payment_intent) });
      assert.deepEqual(charges.data.map((charge) => charge.status), ["succeeded", "failed"]);
    }));
}

Deno.test("a card that asks for authentication pays after the bank's page", () =>
  withSandbox(async ({ url, stripe, session, pay }) => {
    const open = await session();
    const step = await pay(open, { cardNumber: "4000002500003155" });
    assert.match(step.location ?? "", /^\/c\/authenticate\/pi_/);
    assert.equal((await stripe.checkout.sessions.retrieve(open.id)).status, "open");
    const done = await postForm(`${url}${step.location}`, { result: "complete" });
    assert.equal(done.location, `http://shop.test/paid?session=${open.id}`);
    assert.equal((await stripe.checkout.sessions.retrieve(open.id)).payment_status, "paid");
  }));

Deno.test("a failed authentication leads back to the pay page, which says so", () =>
  withSandbox(async ({ url, session, pay }) => {
    const open = await session();
    const step = await pay(open, { cardNumber: "4000002500003155" });
    const back = await postForm(`${url}${step.location}`, { result: "fail" });
    assert.equal(back.location, `/c/pay/${open.id}`);
    assert.match(await (await fetch(open.url ?? "")).text(), /unable to authenticate/);
    assert.equal((await pay(open)).status, 303);
  }));

Deno.test("an authentication that a later card has replaced takes no money", () =>
  withSandbox(async ({ url, stripe, session, pay }) => {
    const open = await session();
    const step = await pay(open, { cardNumber: "4000002500003155" });
    assert.equal((await pay(open)).status, 303);
    assert.equal((await postForm(`${url}${step.location}`, { result: "complete" })).status, 410);
    assert.equal((await stripe.charges.list()).data.length, 1);
  }));

Deno.test("a session sent twice, or by twenty at once, is paid once", () =>
  withSandbox(async ({ stripe, session, pay, eventTypes }) => {
    const open = await session();
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay(open)));
    assert.deepEqual([...new Set(answers.map((answer) => answer.location))], [
      `http://shop.test/paid?session=${open.id}`,
    ]);
    assert.equal((await stripe.charges.list()).data.length, 1);
    const completed = (await eventTypes()).filter((type) => type === "checkout.session.completed");
    assert.equal(completed.length, 1);
    const page = await fetch(open.url ?? "");
    assert.match(await page.text(), /You cannot pay it twice/);
  }));

for (
  const [what, form, field] of [
    ["no address", { email: "" }, "email"],
    ["half an address", { email: "ada@" }, "email"],
    ["no name", { billingName: "" }, "billingName"],
    ["no card number", { cardNumber: "" }, "cardNumber"],
    ["a wrong check digit", { cardNumber: "4242 4242 4242 4241" }, "cardNumber"],
    ["a past expiry", { cardExpiry: "01 / 20" }, "cardExpiry"],
    ["a thirteenth month", { cardExpiry: "13/34" }, "cardExpiry"],
    ["no expiry", { cardExpiry: "soon" }, "cardExpiry"],
    ["two digits as security code", { cardCvc: "12" }, "cardCvc"],
    ["three digits for American Express", { cardNumber: "378282246310005" }, "cardCvc"],
    ["a way to pay that is not offered", { method: "barter", cardNumber: "1" }, "cardNumber"],
    ["an account of no test bank", { method: "us_bank_account" }, "accountNumber"],
  ] as const
) {
  Deno.test(`a form with ${what} comes back with the fault at ${field}`, () =>
    withSandbox(async ({ stripe, session, pay }) => {
      const open = await session();
      const answer = await pay(open, form);
      assert.equal(answer.status, 422);
      assert.match(answer.text, new RegExp(`aria-describedby="${field}-error"`));
      assert.match(answer.text, new RegExp(`id="${field}-error"`));
      assert.deepEqual((await stripe.paymentIntents.list()).data, []);
    }));
}

Deno.test("a payment that has become impossible is said in place", () =>
  withSandbox(async ({ stripe, session, pay }) => {
    const open = await session();
    await pay(open, { cardNumber: "4000000000000002" });
    const { payment_intent } = await stripe.checkout.sessions.retrieve(open.id);
    await stripe.paymentIntents.cancel(String(payment_intent));
    const answer = await pay(open);
    assert.equal(answer.status, 409);
    assert.match(answer.alert, /has a status of canceled/);
  }));

Deno.test("an unknown session and a broken address are plain 404 pages", () =>
  withSandbox(async ({ url }) => {
    for (const path of ["/c/pay/cs_test_nothing", "/receipts/ch_nothing"]) {
      const response = await fetch(`${url}${path}`);
      assert.equal(response.status, 404);
      assert.match(await response.text(), /<h1>/);
    }
  }));

Deno.test("a customer is made of the payer when the session asks for one", () =>
  withSandbox(async ({ stripe, session, pay }) => {
    const open = await session({ customer_creation: "always" });
    await pay(open);
    const done = await stripe.checkout.sessions.retrieve(open.id, { expand: ["customer"] });
    assert.equal((done.customer as Stripe.Customer).email, "buyer@example.com");
  }));
