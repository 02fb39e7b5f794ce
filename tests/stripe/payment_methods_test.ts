import assert from "node:assert/strict";
import { refusal, withSandbox } from "./_support.ts";

Deno.test("a card is kept without its number and attached to a customer", () =>
  withSandbox(async ({ stripe, eventTypes }) => {
    const { id: customer } = await stripe.customers.create();
    const card = await stripe.paymentMethods.create({
      type: "card",
      card: { number: "4242424242424242", exp_month: 8, exp_year: 2034, cvc: "314" },
      billing_details: { name: "Ada", address: { country: "GB" } },
    });
    assert.equal(card.card?.last4, "4242");
    assert.equal(card.card?.brand, "visa");
    assert.ok(!JSON.stringify(card).includes("4242424242424242"));
    const attached = await stripe.paymentMethods.attach(card.id, { customer });
    assert.equal(attached.customer, customer);
    const listed = await stripe.customers.listPaymentMethods(customer, { type: "card" });
    assert.deepEqual(listed.data.map(({ id }) => id), [card.id]);
    assert.equal((await stripe.paymentMethods.list({ customer })).data.length, 1);
    assert.equal((await stripe.customers.retrievePaymentMethod(customer, card.id)).id, card.id);
    await stripe.customers.update(customer, {
      invoice_settings: { default_payment_method: card.id },
    });
    const update = await stripe.paymentMethods.update(card.id, { card: { exp_year: 2035 } });
    assert.equal(update.card?.exp_year, 2035);
    assert.equal((await stripe.paymentMethods.detach(card.id)).customer, null);
    assert.deepEqual((await eventTypes()).filter((type) => type.startsWith("payment_method")), [
      "payment_method.attached",
      "payment_method.updated",
      "payment_method.detached",
    ]);
  }));

Deno.test("pm_card_ and tok_ names stand for test cards, fresh each time", () =>
  withSandbox(async ({ stripe }) => {
    const { id: customer } = await stripe.customers.create();
    const visa = await stripe.paymentMethods.attach("pm_card_visa", { customer });
    const other = await stripe.paymentMethods.attach("pm_card_mastercard", { customer });
    assert.match(visa.id, /^pm_/);
    assert.notEqual(visa.id, "pm_card_visa");
    assert.equal(other.card?.brand, "mastercard");
    const token = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_amex" } });
    assert.equal(token.card?.last4, "0005");
    const unknown = refusal(stripe.paymentMethods.create({
      type: "card",
      card: { token: "tok_nothing" },
    }));
    assert.equal((await unknown).code, "resource_missing");
  }));

for (
  const [what, card, code] of [
    ["a number with a wrong check digit", { number: "4242424242424241" }, "incorrect_number"],
    ["letters for a number", { number: "not a card" }, "incorrect_number"],
    ["a past expiry", { exp_year: 2020 }, "invalid_expiry_year"],
    ["a short security code", { cvc: "1" }, "invalid_cvc"],
  ] as const
) {
  Deno.test(`a card with ${what} is refused as ${code}`, () =>
    withSandbox(async ({ stripe }) => {
      const error = await refusal(stripe.paymentMethods.create({
        type: "card",
        card: { number: "4242424242424242", exp_month: 8, exp_year: 2034, cvc: "314", ...card },
      }));
      assert.equal(error.statusCode, 402);
      assert.equal(error.code, code);
    }));
}

Deno.test("a bank account must be one of the test accounts", () =>
  withSandbox(async ({ stripe }) => {
    const account = { account_number: "000123456789", routing_number: "110000000" };
    const method = await stripe.paymentMethods.create({
      type: "us_bank_account",
      us_bank_account: { ...account, account_holder_type: "company" },
      billing_details: { name: "Ada" },
    });
    assert.equal(method.us_bank_account?.last4, "6789");
    assert.equal(method.us_bank_account?.account_holder_type, "company");
    const real = await refusal(stripe.paymentMethods.create({
      type: "us_bank_account",
      us_bank_account: { ...account, account_number: "9876543210" },
    }));
    assert.equal(real.code, "account_number_invalid");
  }));
