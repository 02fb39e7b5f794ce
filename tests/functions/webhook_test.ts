/** The webhook on a real database, with letters signed by Stripe's own SDK. */
import assert from "node:assert/strict";
import { assertOutcome, assertRefused } from "./_frame.ts";
import { PREVIOUS_SECRET, SECRET_KEY, Shop, STRIPE_KEY, WEBHOOK_SECRET } from "./_shop.ts";

/** One shop for the file: every test has its own buyer. */
const shop = await Shop.open();
addEventListener("unload", () => void shop.close());

Deno.test("webhook credits a paid session once (threat 51)", async () => {
  const order = await shop.order();
  const letter = shop.letter(order);
  await assertOutcome(await shop.deliver(letter), "applied");
  assert.equal(await shop.balance(order.person), 500);
  await assertOutcome(await shop.deliver(letter), "duplicate");
  assert.equal(await shop.balance(order.person), 500);
});

Deno.test("webhook takes both secrets while they rotate (threat 70)", async () => {
  for (const secret of [WEBHOOK_SECRET, PREVIOUS_SECRET]) {
    const order = await shop.order();
    await assertOutcome(await shop.deliver(shop.letter(order), { secret }), "applied");
    assert.equal(await shop.balance(order.person), 500);
  }
});

Deno.test("webhook takes a letter of just under 1 MiB", async () => {
  const order = await shop.order();
  const letter = shop.letter(order, { session: { padding: "x".repeat(1000 * 1024) } });
  await assertOutcome(await shop.deliver(letter), "applied");
});

Deno.test("webhook credits a payment whose text no database takes", async () => {
  const order = await shop.order();
  const customer_details = { name: "A\0nn \uD83D", "k\0": ["\uDE00"] };
  await assertOutcome(
    await shop.deliver(shop.letter(order, { session: { customer_details } })),
    "applied",
  );
  assert.equal(await shop.balance(order.person), 500);
});

Deno.test("webhook stores and ignores what is not for us (threats 56, 57)", async (t) => {
  const cases: Record<string, Parameters<Shop["letter"]>[1]> = {
    "the other mode": { livemode: true },
    "an unknown type": { type: "invoice.sent" },
    "a type of tomorrow": { type: "moon.landed" },
  };
  for (const [name, changes] of Object.entries(cases)) {
    await t.step(name, async () => {
      const order = await shop.order();
      const letter = shop.letter(order, changes);
      await assertOutcome(await shop.deliver(letter), "ignored");
      assert.equal((await shop.stored(letter))?.outcome, "ignored");
      assert.equal(await shop.balance(order.person), 0);
    });
  }
});

Deno.test("webhook grants nothing before the money is there (threat 58)", async () => {
  const order = await shop.order();
  const unpaid = shop.letter(order, { session: { payment_status: "unpaid" } });
  assert.equal((await shop.deliver(unpaid)).status, 200);
  assert.equal(await shop.balance(order.person), 0);
  const paid = shop.letter(order, { type: "checkout.session.async_payment_succeeded" });
  await assertOutcome(await shop.deliver(paid), "applied");
  assert.equal(await shop.balance(order.person), 500);
});

Deno.test("webhook quarantines a payment that is not our purchase (threats 59, 60)", async (t) => {
  const stranger = await shop.order();
  const cases: Record<string, Record<string, unknown>> = {
    "another amount": { amount_total: 1 },
    "a larger amount": { amount_total: 500 },
    "another currency": { currency: "jpy" },
    "another customer": { customer: stranger.customer },
    "another account in the metadata": {
      metadata: { purchase_id: null, account_id: stranger.person.account },
    },
    "another purchase in the metadata": {
      metadata: { purchase_id: stranger.purchase, account_id: stranger.person.account },
    },
  };
  for (const [name, session] of Object.entries(cases)) {
    await t.step(name, async () => {
      const order = await shop.order();
      const letter = shop.letter(order, { session });
      await assertOutcome(await shop.deliver(letter), "quarantined");
      assert.equal((await shop.stored(letter))?.outcome, "quarantined");
      assert.equal(await shop.balance(order.person), 0);
      assert.equal(await shop.balance(stranger.person), 0);
    });
  }
});

Deno.test("webhook answers 500 without a database, then credits once (threat 68)", async () => {
  const order = await shop.order();
  const letter = shop.letter(order);
  await shop.api.stop();
  const failed = await shop.deliver(letter);
  shop.api.start();
  await assertRefused(failed, 500, "internal_error");
  assert.equal(await shop.stored(letter), undefined);
  await assertOutcome(await shop.deliver(letter), "applied");
  await assertOutcome(await shop.deliver(letter), "duplicate");
  assert.equal(await shop.balance(order.person), 500);
});

Deno.test("webhook credits nothing when the event cannot be stored (threat 55)", async () => {
  const own = await Shop.open();
  try {
    const order = await own.order();
    const letter = own.letter(order);
    await own.database.sql`alter table tally_billing.stripe_events
      add constraint no_events check (false) not valid`;
    await assertRefused(await own.deliver(letter), 500, "internal_error");
    assert.equal(await own.balance(order.person), 0);
    assert.ok(!/no_events|stripe_events/.test(own.kept.text()));
    await own.database.sql`alter table tally_billing.stripe_events drop constraint no_events`;
    await assertOutcome(await own.deliver(letter), "applied");
    assert.equal(await own.balance(order.person), 500);
  } finally {
    await own.close();
  }
});

Deno.test("webhook credits one of two letters that arrive at once (threats 52, 53)", async () => {
  const order = await shop.order();
  const letter = shop.letter(order);
  const other = shop.letter(order, { type: "checkout.session.async_payment_succeeded" });
  const letters = [letter, other, letter, other, letter, other];
  const answers = await Promise.all(letters.map((one) => shop.deliver(one)));
  assert.ok(answers.every(({ status }) => status === 200));
  await Promise.all(answers.map((answer) => answer.body?.cancel()));
  assert.equal(await shop.balance(order.person), 500);
});

Deno.test("webhook line tells the money and no secret (threat 90)", async () => {
  const order = await shop.order();
  await shop.deliver(shop.letter(order), { headers: { "x-request-id": "letter-1" } });
  const line = shop.kept.lines.find(({ request_id }) => request_id === "letter-1");
  assert.equal(line?.outcome, "applied");
  assert.equal(line?.purchase_id, order.purchase);
  assert.equal(line?.account_id, order.person.account);
  assert.deepEqual([line?.credits_before, line?.credits_after], [0, 500]);
  const secrets = [WEBHOOK_SECRET, PREVIOUS_SECRET, SECRET_KEY, STRIPE_KEY, order.person.email];
  for (const secret of secrets) assert.ok(!shop.kept.text().includes(secret));
});

Deno.test("webhook hands its request id on to the ledger", async () => {
  const order = await shop.order();
  await shop.deliver(shop.letter(order), { headers: { "x-request-id": "letter-2" } });
  const [row] = await shop.database.sql`
    select request_id from tally_ledger.entries where account_id = ${order.person.account}`;
  assert.equal(row?.request_id, "letter-2");
});
