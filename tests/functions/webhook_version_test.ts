/** The webhook when a letter speaks another API version than we do. */
import assert from "node:assert/strict";
import { payWith } from "../client/_pay.ts";
import { assertOutcome, assertRefused } from "./_frame.ts";
import type { Order } from "./_shop.ts";
import { buy, purchasesOf, sandbox, shop } from "./_till.ts";

Deno.test("webhook fetches the object of a letter that speaks another version", async (t) => {
  const order = await paidOrder();
  for (const api_version of ["2020-08-27", null]) {
    await t.step(`version ${api_version}`, async () => {
      // The letter is silent or wrong about the money; what Stripe says now decides.
      const silent = { amount_total: null, payment_status: undefined, currency: null };
      const letter = shop.letter(order, { api_version, session: silent });
      const before = await shop.balance(order.person);
      const answer = await shop.deliver(letter, { apiBase: sandbox.url });
      await assertOutcome(answer, before === 0 ? "applied" : "duplicate");
      assert.equal(await shop.balance(order.person), 500);
      const [row] = await shop.database.sql`
        select fetched ->> 'id' as id, fetch_started_at is not null as dated
        from tally_billing.stripe_events where id = ${String(letter.id)}`;
      assert.deepEqual({ ...row }, { id: order.session, dated: true });
    });
  }
  await t.step("Stripe out of reach: 500, and nothing stored", async () => {
    const letter = shop.letter(order, { api_version: "2020-08-27" });
    const refused = await shop.deliver(letter, { apiBase: "http://127.0.0.1:9" });
    await assertRefused(refused, 500, "internal_error");
    assert.equal(await shop.stored(letter), undefined);
  });
  await t.step("an object of the other mode, out of our key's reach, is not fetched", async () => {
    const letter = shop.letter(order, { api_version: "2020-08-27", livemode: true });
    await assertOutcome(await shop.deliver(letter, { apiBase: "http://127.0.0.1:9" }), "ignored");
    assert.equal((await shop.stored(letter))?.reason, "wrong_mode");
  });
  await t.step("an object the database ignores is not fetched", async () => {
    const letter = shop.letter(order, {
      api_version: "2020-08-27",
      type: "customer.created",
      session: { id: "cus_1", object: "customer" },
    });
    await assertOutcome(await shop.deliver(letter, { apiBase: "http://127.0.0.1:9" }), "ignored");
  });
});

/** An order that was really paid on the sandbox's page, whose letter nobody has read yet. */
async function paidOrder(): Promise<Order> {
  const person = await shop.person();
  const { url, purchase_id } = await buy(person);
  await payWith(url, "4242424242424242");
  const [purchase] = await purchasesOf(person);
  const session = await sandbox.stripe.checkout.sessions.retrieve(purchase?.session);
  assert.equal(session.payment_status, "paid");
  const customer = String(session.customer);
  return {
    person,
    purchase: purchase_id,
    session: session.id,
    customer,
    amount: 499,
    currency: "usd",
  };
}
