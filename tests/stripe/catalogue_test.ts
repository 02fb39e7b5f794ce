import assert from "node:assert/strict";
import Stripe from "stripe";
import { refusal, withSandbox } from "./_support.ts";

Deno.test("a product with its default price is created, changed and found", () =>
  withSandbox(async ({ stripe, eventTypes }) => {
    const product = await stripe.products.create({
      name: "Starter",
      default_price_data: { currency: "USD", unit_amount: 499 },
      expand: ["default_price"],
    });
    const price = product.default_price as Stripe.Price;
    assert.equal(price.currency, "usd");
    assert.equal(price.unit_amount, 499);
    assert.equal(String(price.unit_amount_decimal), "499");
    const changed = await stripe.products.update(product.id, { description: "500 credits" });
    assert.equal(changed.description, "500 credits");
    assert.equal(changed.default_price, price.id);
    await stripe.products.create({ name: "Hidden", active: false });
    assert.equal((await stripe.products.list({ active: true })).data.length, 1);
    assert.equal((await stripe.products.retrieve(product.id)).name, "Starter");
    assert.deepEqual(await eventTypes(), [
      "product.created",
      "price.created",
      "product.updated",
      "product.created",
    ]);
  }));

Deno.test("a product that has prices is not deleted, one without is", () =>
  withSandbox(async ({ stripe }) => {
    const priced = await stripe.products.create({ name: "Priced", id: "prod_priced" });
    await stripe.prices.create({ product: priced.id, currency: "usd", unit_amount: 100 });
    await refusal(stripe.products.del(priced.id));
    const plain = await stripe.products.create({ name: "Plain" });
    assert.equal((await stripe.products.del(plain.id)).deleted, true);
    const taken = await refusal(stripe.products.create({ name: "Again", id: "prod_priced" }));
    assert.equal(taken.code, "resource_already_exists");
  }));

Deno.test("a price takes whole and decimal amounts, and makes its product when asked", () =>
  withSandbox(async ({ stripe }) => {
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount_decimal: Stripe.Decimal.from("0.25"),
      product_data: { name: "Words" },
      recurring: { interval: "month" },
      expand: ["product"],
    });
    assert.equal(price.unit_amount, null);
    assert.equal(String(price.unit_amount_decimal), "0.25");
    assert.equal((price.product as Stripe.Product).name, "Words");
    assert.equal(price.type, "recurring");
    assert.equal(price.recurring?.interval_count, 1);
    const both = await refusal(stripe.prices.create({
      currency: "usd",
      unit_amount: 1,
      unit_amount_decimal: Stripe.Decimal.from("1"),
      product_data: { name: "x" },
    }));
    assert.equal(both.code, "parameters_exclusive");
  }));

Deno.test("a lookup key belongs to one price until it is transferred", () =>
  withSandbox(async ({ stripe }) => {
    const base = { currency: "usd", unit_amount: 499, product_data: { name: "Starter" } };
    const first = await stripe.prices.create({ ...base, lookup_key: "starter" });
    assert.match(
      (await refusal(stripe.prices.create({ ...base, lookup_key: "starter" }))).message,
      new RegExp(first.id),
    );
    const second = await stripe.prices.create({
      ...base,
      lookup_key: "starter",
      transfer_lookup_key: true,
    });
    const found = await stripe.prices.list({ lookup_keys: ["starter"] });
    assert.deepEqual(found.data.map(({ id }) => id), [second.id]);
    assert.equal((await stripe.prices.retrieve(first.id)).lookup_key, null);
    assert.equal((await stripe.prices.update(second.id, { active: false })).active, false);
  }));
