import assert from "node:assert/strict";
import type Stripe from "stripe";
import { PACK, refusal, withSandbox } from "./_support.ts";

Deno.test("a session carries what it was made with", () =>
  withSandbox(async ({ stripe, session }) => {
    const { id: customer } = await stripe.customers.create({ email: "ada@example.com" });
    const expires_at = Math.floor(Date.now() / 1000) + 3600;
    const made = await session({
      customer,
      client_reference_id: "11111111-1111-4111-8111-111111111111",
      metadata: { purchase_id: "p1", account_id: "a1" },
      payment_intent_data: { metadata: { purchase_id: "p1" }, description: "Starter" },
      line_items: [{ ...PACK, quantity: 3 }],
      expires_at,
      expand: ["line_items"],
    });
    assert.match(made.id, /^cs_test_/);
    assert.equal(made.object, "checkout.session");
    assert.equal(made.status, "open");
    assert.equal(made.payment_status, "unpaid");
    assert.equal(made.amount_total, 1497);
    assert.equal(made.currency, "usd");
    assert.equal(made.customer, customer);
    assert.equal(made.customer_details?.email, "ada@example.com");
    assert.equal(made.client_reference_id, "11111111-1111-4111-8111-111111111111");
    assert.deepEqual(made.metadata, { purchase_id: "p1", account_id: "a1" });
    assert.equal(made.expires_at, expires_at);
    assert.equal(made.payment_intent, null);
    assert.equal(made.line_items?.data[0]?.quantity, 3);
    assert.deepEqual((await stripe.checkout.sessions.retrieve(made.id)).url, made.url);
    const items = await stripe.checkout.sessions.listLineItems(made.id);
    assert.equal(items.data[0]?.description, "Starter");
    assert.equal(items.data[0]?.amount_total, 1497);
  }));

Deno.test("a session sells prices that stand in the catalogue", () =>
  withSandbox(async ({ stripe, session }) => {
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 1499,
      product_data: { name: "Creator" },
    });
    const made = await session({ line_items: [{ price: price.id, quantity: 2 }] });
    assert.equal(made.amount_total, 2998);
    await stripe.prices.update(price.id, { active: false });
    const closed = await refusal(session({ line_items: [{ price: price.id, quantity: 1 }] }));
    assert.match(closed.message, /inactive/);
  }));

Deno.test("an inline price is kept, but is not for sale", () =>
  withSandbox(async ({ stripe, session }) => {
    const made = await session({ expand: ["line_items.data.price.product"] });
    const price = made.line_items?.data[0]?.price;
    assert.equal(price?.active, false);
    assert.equal((price?.product as Stripe.Product).name, "Starter");
    assert.equal((await stripe.products.list({ active: true })).data.length, 0);
  }));

Deno.test("sessions are listed by status, customer and payment intent", () =>
  withSandbox(async ({ stripe, session, pay }) => {
    const { id: customer } = await stripe.customers.create();
    const open = await session({ customer });
    const paid = await session();
    await pay(paid);
    const { payment_intent } = await stripe.checkout.sessions.retrieve(paid.id);
    const ids = async (filter: Stripe.Checkout.SessionListParams) =>
      (await stripe.checkout.sessions.list(filter)).data.map(({ id }) => id);
    assert.deepEqual(await ids({}), [paid.id, open.id]);
    assert.deepEqual(await ids({ status: "open" }), [open.id]);
    assert.deepEqual(await ids({ customer }), [open.id]);
    assert.deepEqual(await ids({ payment_intent: String(payment_intent) }), [paid.id]);
    assert.deepEqual(await ids({ customer_details: { email: "buyer@example.com" } }), [paid.id]);
  }));

Deno.test("an open session is expired on request, once", () =>
  withSandbox(async ({ stripe, session, pay, eventTypes }) => {
    const open = await session();
    const expired = await stripe.checkout.sessions.expire(open.id);
    assert.equal(expired.status, "expired");
    assert.equal(expired.url, null);
    assert.match((await refusal(stripe.checkout.sessions.expire(open.id))).message, /`expired`/);
    const page = await pay(open);
    assert.equal(page.status, 410);
    assert.match(page.text, /expired/);
    assert.match(page.text, /href="http:\/\/shop\.test\/cancelled"/);
    assert.equal((await eventTypes()).at(-1), "checkout.session.expired");
    assert.equal((await stripe.checkout.sessions.retrieve(open.id)).payment_status, "unpaid");
  }));

Deno.test("a session expires when its time is over, and its payment intent is cancelled", () =>
  withSandbox(async ({ stripe, session, pay, control, eventTypes }) => {
    const open = await session({ expires_at: Math.floor(Date.now() / 1000) + 1800 });
    assert.equal((await pay(open, { cardNumber: "4000000000000002" })).status, 402);
    await control("POST", "/clock", { advance: 1801 });
    const expired = await stripe.checkout.sessions.retrieve(open.id, {
      expand: ["payment_intent"],
    });
    assert.equal(expired.status, "expired");
    assert.equal((expired.payment_intent as Stripe.PaymentIntent).status, "canceled");
    assert.deepEqual((await eventTypes()).slice(-2), [
      "payment_intent.canceled",
      "checkout.session.expired",
    ]);
  }));

for (
  const [what, params, param] of [
    ["no line items", { line_items: [] }, "line_items"],
    ["no quantity", { line_items: [{ ...PACK, quantity: undefined }] }, "line_items[0][quantity]"],
    ["neither price nor price_data", { line_items: [{ quantity: 1 }] }, "line_items[0][price]"],
    [
      "an unknown price",
      { line_items: [{ quantity: 1, price: "price_x" }] },
      "line_items[0][price]",
    ],
    ["an unknown customer", { customer: "cus_x" }, "customer"],
    ["a customer and an address", { customer: "cus_x", customer_email: "a@b.co" }, "customer"],
    ["a mode nobody knows", { mode: "gift" }, "mode"],
    ["an expiry too near", { expires_at: Math.floor(Date.now() / 1000) + 60 }, "expires_at"],
    ["an expiry too far", { expires_at: Math.floor(Date.now() / 1000) + 99_999 }, "expires_at"],
    ["a success address that is none", { success_url: "paid" }, "success_url"],
    ["a javascript address", { cancel_url: "javascript:alert(1)" }, "cancel_url"],
    ["an overlong reference", { client_reference_id: "x".repeat(201) }, "client_reference_id"],
  ] as [string, Partial<Stripe.Checkout.SessionCreateParams>, string][]
) {
  Deno.test(`a session with ${what} is refused, naming ${param}`, () =>
    withSandbox(async ({ session }) => {
      const error = await refusal(session(params));
      assert.equal(error.statusCode, 400);
      assert.equal(error.type, "StripeInvalidRequestError");
      assert.equal(error.param, param);
    }));
}

Deno.test("a session in payment mode takes no recurring price", () =>
  withSandbox(async ({ session }) => {
    const error = await refusal(session({
      line_items: [{
        quantity: 1,
        price_data: {
          currency: "usd",
          unit_amount: 999,
          recurring: { interval: "month" },
          product_data: { name: "Basic" },
        },
      }],
    }));
    assert.equal(error.param, "mode");
  }));

Deno.test("a refused session leaves no product or price behind", () =>
  withSandbox(async ({ stripe, session, eventTypes }) => {
    await refusal(session({ line_items: [PACK, { quantity: 1, price: "price_x" }] }));
    assert.deepEqual((await stripe.products.list()).data, []);
    assert.deepEqual(await eventTypes(), []);
  }));

Deno.test("a session offers what is not excluded, and not nothing", () =>
  withSandbox(async ({ session, pay }) => {
    const cards = await session({ excluded_payment_method_types: ["us_bank_account"] });
    assert.deepEqual(cards.payment_method_types, ["card"]);
    assert.equal((await pay(cards, { method: "us_bank_account" })).status, 422);
    const debits = await session({ excluded_payment_method_types: ["card"] });
    assert.doesNotMatch(await (await fetch(debits.url ?? "")).text(), /cardNumber/);
    const none = session({ excluded_payment_method_types: ["us_bank_account", "card"] });
    assert.equal((await refusal(none)).param, "excluded_payment_method_types");
  }));

Deno.test("a session that costs nothing is completed without a payment", () =>
  withSandbox(async ({ stripe, session, pay }) => {
    const free = await session({
      line_items: [{
        quantity: 1,
        price_data: { currency: "usd", unit_amount: 0, product_data: { name: "Gift" } },
      }],
    });
    assert.equal(free.payment_status, "no_payment_required");
    assert.equal((await pay(free)).status, 303);
    const done = await stripe.checkout.sessions.retrieve(free.id);
    assert.equal(done.status, "complete");
    assert.equal(done.payment_intent, null);
  }));
