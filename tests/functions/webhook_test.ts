/** The webhook on a real database, with letters signed by Stripe's own SDK. */
import assert from "node:assert/strict";
import type Stripe from "stripe";
import { payWith } from "../client/_pay.ts";
import { assertRefused } from "./_frame.ts";
import { startSandbox } from "./_sandbox.ts";
import { PREVIOUS_SECRET, SECRET_KEY, Shop, signed, STRIPE_KEY, WEBHOOK_SECRET } from "./_shop.ts";

const now = () => Math.floor(Date.now() / 1000);

/** One shop for the file: every test has its own buyer. */
const shop = await Shop.open();
addEventListener("unload", () => void shop.close());

async function assertOutcome(response: Response, outcome: string): Promise<void> {
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { received: true, outcome });
}

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

Deno.test("webhook refuses what Stripe did not sign, and stores nothing (threats 49, 50)", async (t) => {
  const order = await shop.order();
  const letter = shop.letter(order);
  const good = (await signed(letter)).headers.get("stripe-signature") ?? "";
  const [stamp, digest] = good.split(",") as [string, string];
  const changed = JSON.stringify({ ...letter, livemode: true });
  const cases: Record<string, { headers?: Record<string, string>; body?: string }> = {
    "an empty header": { headers: { "stripe-signature": "" } },
    "a header of noise": { headers: { "stripe-signature": "canary" } },
    "a timestamp alone": { headers: { "stripe-signature": stamp } },
    "a signature alone": { headers: { "stripe-signature": digest } },
    "an odd timestamp": { headers: { "stripe-signature": `t=1e9,${digest}` } },
    "two timestamps": { headers: { "stripe-signature": `t=${now()},${good}` } },
    "another scheme": { headers: { "stripe-signature": good.replace("v1=", "v0=") } },
    "another time under the same signature": {
      headers: { "stripe-signature": `t=${now() - 1},${digest}` },
    },
    "a changed body": { headers: { "stripe-signature": good }, body: changed },
    "the same JSON written again": {
      headers: { "stripe-signature": good },
      body: JSON.stringify(letter, null, 1),
    },
    "an empty body": { headers: { "stripe-signature": good }, body: "" },
  };
  const before = await shop.countEvents();
  const refuse = async (request: Request) =>
    await assertRefused(await shop.webhook()(request), 400, "invalid_signature");
  await t.step("no header", async () => {
    const request = await signed(letter);
    request.headers.delete("stripe-signature");
    await refuse(request);
  });
  for (const [name, { headers, body }] of Object.entries(cases)) {
    await t.step(name, async () => {
      const request = await signed(letter, { headers });
      await refuse(body === undefined ? request : new Request(request, { body }));
    });
  }
  await t.step("another secret", async () => {
    await refuse(await signed(letter, { secret: "whsec_of_somebody_else" }));
  });
  for (const seconds of [-301, -86_400, 302, 86_400]) {
    await t.step(`${seconds} seconds from now`, async () => {
      await refuse(await signed(letter, { at: now() + seconds }));
    });
  }
  assert.equal(await shop.countEvents(), before);
  assert.equal(await shop.balance(order.person), 0);
  await assertOutcome(await shop.deliver(letter, { at: now() - 290 }), "applied");
});

Deno.test("webhook refuses requests that are no letters before it hashes them (threat 62)", async (t) => {
  const order = await shop.order();
  const letter = shop.letter(order);
  const before = await shop.countEvents();
  const ask = async (request: Request) => await shop.webhook()(request);
  await t.step("other methods", async () => {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await ask(new Request("http://x/", { method }));
      await assertRefused(answer, 405, "method_not_allowed");
      assert.equal(answer.headers.get("allow"), "POST");
    }
  });
  await t.step("other types", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      const request = await signed(letter, { headers: { "content-type": type } });
      await assertRefused(await ask(request), 415, "unsupported_media_type");
    }
  });
  await t.step("more than 1 MiB", async () => {
    const request = await signed({ ...letter, padding: "x".repeat(1024 * 1024) });
    await assertRefused(await ask(request), 413, "payload_too_large");
  });
  await t.step("signed text that is not JSON", async () => {
    await assertRefused(await ask(await signed("{canary")), 400, "invalid_request");
  });
  await t.step("signed JSON that is no event", async () => {
    for (const body of ["[]", "null", "7", "{}", '{"object":"v2.core.event"}', '{"id":"evt_1"}']) {
      await assertRefused(await ask(await signed(body)), 400, "invalid_request");
    }
  });
  assert.equal(await shop.countEvents(), before);
});

Deno.test("webhook takes a letter of just under 1 MiB", async () => {
  const order = await shop.order();
  const letter = shop.letter(order, { session: { padding: "x".repeat(1000 * 1024) } });
  await assertOutcome(await shop.deliver(letter), "applied");
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

Deno.test("webhook fetches the object of a letter that speaks another version", async (t) => {
  const sandbox = await startSandbox();
  const { session, order } = await paidOrder(sandbox);
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
      assert.deepEqual({ ...row }, { id: session, dated: true });
    });
  }
  await t.step("Stripe out of reach: 500, and nothing stored", async () => {
    const letter = shop.letter(order, { api_version: "2020-08-27" });
    const refused = await shop.deliver(letter, { apiBase: "http://127.0.0.1:9" });
    await assertRefused(refused, 500, "internal_error");
    assert.equal(await shop.stored(letter), undefined);
  });
  await t.step("an object the database ignores is not fetched", async () => {
    const letter = shop.letter(order, {
      api_version: "2020-08-27",
      type: "customer.created",
      session: { id: "cus_1", object: "customer" },
    });
    await assertOutcome(await shop.deliver(letter, { apiBase: "http://127.0.0.1:9" }), "ignored");
  });
  sandbox.stop();
});

/** An order that was really paid on the sandbox's page, whose letter nobody has read yet. */
async function paidOrder({ url, stripe }: { url: string; stripe: Stripe }) {
  const person = await shop.person();
  const request = new Request("http://functions.example/checkout", {
    method: "POST",
    body: '{"pack":"starter"}',
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await shop.token(person)}`,
    },
  });
  const page = await (await shop.checkout(url)(request)).json();
  await payWith(page.url, "4242424242424242");
  const { data } = await stripe.checkout.sessions.list({ limit: 100 });
  const paid = data.find(({ client_reference_id }) => client_reference_id === page.purchase_id);
  assert.equal(paid?.payment_status, "paid");
  const order = {
    person,
    purchase: page.purchase_id as string,
    session: paid?.id ?? "",
    customer: String(paid?.customer),
    amount: 499,
    currency: "usd",
  };
  return { session: order.session, order };
}

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
