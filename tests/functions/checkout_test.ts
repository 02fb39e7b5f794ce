/** The checkout on a real database, with the sandbox and Stripe's own SDK. */
import assert from "node:assert/strict";
import { openSession, purchaseSchema } from "../../functions/checkout/session.ts";
import { sign } from "../../functions/_shared/jwt.ts";
import { assertRefused } from "./_frame.ts";
import { type Loss, proxyBefore } from "./_proxy.ts";
import { startSandbox } from "./_sandbox.ts";
import { type Person, SECRET_KEY, Shop, SITE, STRIPE_KEY } from "./_shop.ts";

const shop = await Shop.open();
const sandbox = await startSandbox();
addEventListener("unload", () => {
  sandbox.stop();
  shop.close();
});

interface Answer {
  url: string;
  purchase_id: string;
}

async function request(person: Person, body: unknown, headers: Record<string, string> = {}) {
  return new Request("http://functions.example/checkout", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await shop.token(person)}`,
      ...headers,
    },
  });
}

async function buy(person: Person, body: unknown = { pack: "starter" }): Promise<Answer> {
  const answer = await shop.checkout(sandbox.url)(await request(person, body));
  assert.equal(answer.status, 200, JSON.stringify(shop.kept.lines.at(-1)));
  return await answer.json();
}

const purchasesOf = (person: Person) =>
  shop.database.sql`
    select id, status, amount_minor::int as amount, credits::float8 as credits, currency, quantity,
      checkout_session_id as session
    from tally_billing.purchases where account_id = ${person.account} order by created_at`;

const customersOf = (person: Person) =>
  shop.database.sql`
    select customer_id as id from tally_billing.customers where account_id = ${person.account}`;

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

Deno.test("checkout makes one customer for an account, also for twenty calls at once", async () => {
  const person = await shop.person();
  await Promise.all(Array.from({ length: 20 }, () => buy(person)));
  await buy(person);
  const customers = await customersOf(person);
  assert.equal(customers.length, 1);
  const purchases = await purchasesOf(person);
  assert.equal(purchases.length, 21);
  assert.equal(new Set(purchases.map(({ session }) => session)).size, 21);
  for (const { session } of purchases) {
    const { customer } = await sandbox.stripe.checkout.sessions.retrieve(session);
    assert.equal(customer, customers[0]?.id);
  }
});

Deno.test("checkout uses the customer that stands when another call was first", async () => {
  const person = await shop.person();
  const first = await sandbox.stripe.customers.create({ email: person.email });
  const stripe = proxyBefore(sandbox.url);
  // Between our look and our own customer, a parallel call attaches its.
  stripe.lose = async (path) => {
    if (!path.endsWith("/v1/customers")) return;
    const call = shop.doors.asService("parallel");
    await call("attach_customer", { account: person.account, customer: first.id });
  };
  const answer = await shop.checkout(stripe.url)(await request(person, { pack: "starter" }));
  await stripe.close();
  assert.equal(answer.status, 200);
  await answer.body?.cancel();
  const [purchase] = await purchasesOf(person);
  const session = await sandbox.stripe.checkout.sessions.retrieve(purchase?.session);
  assert.equal(session.customer, first.id);
  assert.deepEqual((await customersOf(person)).map(({ id }) => id), [first.id]);
});

Deno.test("checkout finds the session of a purchase again instead of making another", async () => {
  const person = await shop.person();
  const asUser = shop.doors.asUser(await shop.token(person), "setup");
  const purchase = purchaseSchema.parse(await asUser("start_purchase", { pack: "starter" }));
  const { id: customer } = await sandbox.stripe.customers.create({ email: person.email });
  const open = () => openSession(sandbox.stripe, SITE, purchase, customer);
  const [one, two] = [await open(), await open()];
  assert.deepEqual(one, two);
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

/** Every step between the first and the last, with what may get lost there. */
const STEPS: [string, "doors" | "stripe", Loss][] = [
  ["rpc/start_purchase", "doors", "request"],
  ["rpc/start_purchase", "doors", "answer"],
  ["rpc/customer_of", "doors", "answer"],
  ["/v1/customers", "stripe", "request"],
  ["/v1/customers", "stripe", "answer"],
  ["rpc/attach_customer", "doors", "request"],
  ["rpc/attach_customer", "doors", "answer"],
  ["/v1/checkout/sessions", "stripe", "request"],
  ["/v1/checkout/sessions", "stripe", "answer"],
  ["rpc/attach_checkout_session", "doors", "request"],
  ["rpc/attach_checkout_session", "doors", "answer"],
];

Deno.test("checkout survives a crash at every step (threat 63)", async (t) => {
  for (const [path, where, loss] of STEPS) {
    await t.step(`${loss} lost at ${path}`, async () => {
      const person = await shop.person();
      const [doors, stripe] = [proxyBefore(shop.api.url), proxyBefore(sandbox.url)];
      const proxies = { doors, stripe };
      proxies[where].lose = (seen) => seen.endsWith(path) ? loss : undefined;
      const checkout = shop.checkout(stripe.url, { doorsUrl: doors.url });
      const first = await checkout(await request(person, { pack: "starter" }));
      await assertRefused(first, 503, "busy");
      assert.equal(first.headers.get("retry-after"), "5");

      proxies[where].lose = () => undefined;
      const second = await checkout(await request(person, { pack: "starter" }));
      assert.equal(second.status, 200);
      const { purchase_id } = await second.json();
      const purchases = await purchasesOf(person);
      assert.ok(purchases.find(({ id }) => id === purchase_id)?.session);
      assert.ok(purchases.every(({ status }) => status === "pending"));
      assert.equal((await customersOf(person)).length, 1);
      const atStripe = await sandbox.stripe.customers.list({ email: person.email });
      assert.equal(atStripe.data.length, 1);
      await Promise.all([doors.close(), stripe.close()]);
    });
  }
});

Deno.test("checkout's lost page is paid into the purchase it was opened for (threat 63)", async () => {
  const person = await shop.person();
  const doors = proxyBefore(shop.api.url);
  doors.lose = (path) => path.endsWith("attach_checkout_session") ? "request" : undefined;
  const checkout = shop.checkout(sandbox.url, { doorsUrl: doors.url });
  await assertRefused(await checkout(await request(person, { pack: "starter" })), 503, "busy");
  await doors.close();
  const [purchase] = await purchasesOf(person);
  assert.equal(purchase?.session, null);
  const { data } = await sandbox.stripe.checkout.sessions.list({ limit: 100 });
  const session = data.find(({ client_reference_id }) => client_reference_id === purchase?.id);
  assert.ok(session);
  const [customer] = await customersOf(person);
  const order = {
    person,
    purchase: purchase?.id,
    session: session.id,
    customer: customer?.id,
    amount: 499,
    currency: "usd",
  };
  const answer = await shop.deliver(shop.letter(order));
  assert.deepEqual(await answer.json(), { received: true, outcome: "applied" });
  assert.equal(await shop.balance(person), 500);
});

Deno.test("checkout repeats an unanswered request to Stripe and opens one session", async () => {
  const person = await shop.person();
  const stripe = proxyBefore(sandbox.url);
  let lost = false;
  stripe.lose = (path) => {
    if (lost || !path.endsWith("/sessions")) return undefined;
    lost = true;
    return "answer";
  };
  const answer = await shop.checkout(stripe.url)(await request(person, { pack: "starter" }));
  assert.equal(answer.status, 200);
  const { purchase_id } = await answer.json();
  await stripe.close();
  const { data } = await sandbox.stripe.checkout.sessions.list({ limit: 100 });
  const same = data.filter(({ client_reference_id }) => client_reference_id === purchase_id);
  assert.equal(same.length, 1);
});

Deno.test("checkout says busy when Stripe is out of reach", async () => {
  const person = await shop.person();
  const asked = await request(person, { pack: "starter" });
  const answer = await shop.checkout("http://127.0.0.1:9")(asked);
  await assertRefused(answer, 503, "busy");
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
