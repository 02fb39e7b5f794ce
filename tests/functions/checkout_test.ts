/** The checkout on a real database, with the sandbox and Stripe's own SDK: what it takes and answers. */
import assert from "node:assert/strict";
import { sign } from "../../functions/_shared/jwt.ts";
import { assertRefused } from "./_frame.ts";
import { SECRET_KEY, SITE, STRIPE_KEY } from "./_shop.ts";
import { buy, customersOf, purchasesOf, request, sandbox, shop } from "./_till.ts";

Deno.test("checkout opens a page at Stripe for the terms in our books", async () => {
  const person = await shop.person();
  const { url, purchase_id } = await buy(person);
  const [purchase] = await purchasesOf(person);
  assert.ok(purchase);
  assert.equal(purchase.id, purchase_id);
  const { session: id, ...terms } = purchase;
  assert.deepEqual(terms, {
    id: purchase_id,
    status: "pending",
    amount: 499,
    credits: 500,
    currency: "usd",
    quantity: 1,
  });
  const session = await sandbox.stripe.checkout.sessions.retrieve(id);
  const metadata = { purchase_id, account_id: person.account };
  assert.equal(session.url, url);
  assert.equal(session.client_reference_id, purchase_id);
  assert.deepEqual({ ...session.metadata }, metadata);
  assert.deepEqual([session.amount_total, session.currency], [499, "usd"]);
  assert.equal(session.success_url, `${SITE}/paid?purchase=${purchase_id}`);
  assert.equal(session.cancel_url, `${SITE}/cancelled?purchase=${purchase_id}`);
  const [customer] = await customersOf(person);
  assert.equal(session.customer, customer?.id);
  const atStripe = await sandbox.stripe.customers.retrieve(customer?.id);
  assert.ok(!atStripe.deleted);
  assert.deepEqual([atStripe.email, atStripe.metadata.account_id], [person.email, person.account]);
});

Deno.test("checkout takes nothing from the client but pack, quantity and account (threats 60, 82)", async (t) => {
  const urls = ["//evil.example", "\\\\evil.example", "https://app.example@evil.example"];
  const cases: Record<string, unknown>[] = [
    { price: 1, amount: 1, amount_minor: 1, amount_total: 1, unit_amount: 1 },
    { credits: 1_000_000, currency: "jpy", quantity_credits: 9 },
    { user_id: crypto.randomUUID(), customer: "cus_evil", metadata: { account_id: "x" } },
    ...[...urls, "javascript:alert(1)", "data:text/html,x"].map((url) => ({
      success_url: url,
      cancel_url: url,
      return_url: url,
      redirect: url,
    })),
  ];
  for (const extra of cases) {
    await t.step(JSON.stringify(extra).slice(0, 60), async () => {
      const person = await shop.person();
      await buy(person, { pack: "starter", ...extra });
      const [purchase] = await purchasesOf(person);
      assert.deepEqual([purchase?.amount, purchase?.credits, purchase?.currency], [
        499,
        500,
        "usd",
      ]);
      const session = await sandbox.stripe.checkout.sessions.retrieve(purchase?.session);
      assert.deepEqual([session.amount_total, session.currency], [499, "usd"]);
      assert.ok(session.success_url?.startsWith(`${SITE}/paid?`));
      assert.ok(session.cancel_url?.startsWith(`${SITE}/cancelled?`));
    });
  }
});

Deno.test("checkout refuses bad input with its token and leaves no purchase", async (t) => {
  const person = await shop.person();
  const stranger = await shop.person();
  const cases: [string, unknown, number, string][] = [
    ["no body", "", 400, "invalid_request"],
    ["broken JSON", "{", 400, "invalid_request"],
    ["a list", [], 400, "invalid_request"],
    ["no pack", {}, 400, "invalid_request"],
    ["null pack", { pack: null }, 400, "invalid_request"],
    ["a number as pack", { pack: 7 }, 400, "invalid_request"],
    ["a long pack", { pack: "x".repeat(10_000) }, 400, "invalid_request"],
    ["control characters", { pack: "star\u0000ter" }, 400, "invalid_request"],
    ["SQL in the pack", { pack: "starter'; drop table x; --" }, 400, "invalid_request"],
    ["an unknown pack", { pack: "no_such_pack" }, 404, "not_found"],
    ["quantity 0", { pack: "starter", quantity: 0 }, 400, "invalid_quantity"],
    ["quantity -1", { pack: "starter", quantity: -1 }, 400, "invalid_quantity"],
    ["quantity 1.5", { pack: "starter", quantity: 1.5 }, 400, "invalid_quantity"],
    ["quantity 1e30", { pack: "starter", quantity: 1e30 }, 400, "invalid_quantity"],
    ["quantity as text", { pack: "starter", quantity: "1" }, 400, "invalid_quantity"],
    ["null quantity", { pack: "starter", quantity: null }, 400, "invalid_quantity"],
    ["more than is sold at once", { pack: "starter", quantity: 1000 }, 400, "invalid_quantity"],
    ["account of a stranger", { pack: "starter", account: stranger.account }, 404, "not_found"],
    ["no such account", { pack: "starter", account: crypto.randomUUID() }, 404, "not_found"],
    ["account that is no UUID", { pack: "starter", account: "mine" }, 400, "invalid_request"],
    ["100 kB", { pack: "starter", more: "x".repeat(100_000) }, 413, "payload_too_large"],
  ];
  for (const [name, body, status, token] of cases) {
    await t.step(name, async () => {
      const answer = await shop.checkout(sandbox.url)(await request(person, body));
      await assertRefused(answer, status, token);
    });
  }
  assert.equal((await purchasesOf(person)).length, 0);
  assert.equal((await purchasesOf(stranger)).length, 0);
});

Deno.test("checkout answers a foreign account as an absent one (threat 3)", async () => {
  const [person, stranger] = [await shop.person(), await shop.person()];
  const ask = async (account: string) => {
    const body = { pack: "starter", account };
    const answer = await shop.checkout(sandbox.url)(
      await request(person, body, { "x-request-id": "same" }),
    );
    return [answer.status, await answer.json()];
  };
  assert.deepEqual(await ask(stranger.account), await ask(crypto.randomUUID()));
});

Deno.test("checkout needs a good token of a person (threat 9)", async (t) => {
  const person = await shop.person();
  const past = Math.floor(Date.now() / 1000) - 60;
  const headers: Record<string, string> = {
    "no token": "",
    "the secret key": `Bearer ${SECRET_KEY}`,
    "expired": `Bearer ${await shop.token(person, { exp: past })}`,
    "another audience": `Bearer ${await shop.token(person, { aud: "anon" })}`,
    "another issuer": `Bearer ${await shop.token(person, { iss: "https://evil.example" })}`,
    "no person": `Bearer ${await shop.token(person, { sub: undefined })}`,
    "forged": `Bearer ${await sign({ sub: person.user }, { secret: "x".repeat(32) })}`,
  };
  for (const [name, authorization] of Object.entries(headers)) {
    await t.step(name, async () => {
      const asked = await request(person, { pack: "starter" }, { authorization });
      await assertRefused(await shop.checkout(sandbox.url)(asked), 401, "not_signed_in");
    });
  }
  assert.equal((await purchasesOf(person)).length, 0);
});

Deno.test("checkout is closed when payments are, by variable or by setting", async () => {
  const person = await shop.person();
  const ask = async (enabled: boolean) =>
    await shop.checkout(sandbox.url, { enabled })(await request(person, { pack: "starter" }));
  await assertRefused(await ask(false), 403, "payments_disabled");
  await shop.database.sql`select tally_base.set_setting('payments_enabled', 'false')`;
  const refused = await ask(true);
  await shop.database.sql`select tally_base.set_setting('payments_enabled', 'true')`;
  await assertRefused(refused, 403, "payments_disabled");
  assert.equal((await purchasesOf(person)).length, 0);
});

Deno.test("checkout answers the site alone across origins (threat 83)", async () => {
  const person = await shop.person();
  const from = async (origin: string) =>
    await shop.checkout(sandbox.url)(await request(person, { pack: "starter" }, { origin }));
  const ours = await from(SITE);
  assert.equal(ours.headers.get("access-control-allow-origin"), SITE);
  const foreign = await from("https://evil.example");
  assert.equal(foreign.headers.get("access-control-allow-origin"), null);
  await Promise.all([ours.body?.cancel(), foreign.body?.cancel()]);
});

Deno.test("checkout line tells who bought what and no secret (threat 90)", async () => {
  const person = await shop.person();
  const asked = await request(person, { pack: "starter" }, { "x-request-id": "buy-1" });
  const token = asked.headers.get("authorization")?.slice(7) ?? "";
  const answer = await shop.checkout(sandbox.url)(asked);
  const { purchase_id, url } = await answer.json();
  const line = shop.kept.lines.find(({ request_id }) => request_id === "buy-1");
  assert.equal(line?.outcome, "ok");
  assert.deepEqual([line?.user_id, line?.account_id], [person.user, person.account]);
  assert.equal(line?.purchase_id, purchase_id);
  const secrets = [SECRET_KEY, STRIPE_KEY, token, person.email, url];
  for (const secret of secrets) assert.ok(!shop.kept.text().includes(secret));
  const [row] = await shop.database.sql`
    select request_id from tally_billing.purchases where id = ${purchase_id}`;
  assert.equal(row?.request_id, "buy-1");
});
