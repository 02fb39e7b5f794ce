/** The checkout when a step fails, is repeated, or happens twice at once. */
import assert from "node:assert/strict";
import { openSession, purchaseSchema } from "../../functions/checkout/session.ts";
import { assertRefused } from "./_frame.ts";
import { type Loss, proxyBefore } from "./_proxy.ts";
import { SITE } from "./_shop.ts";
import { buy, customersOf, purchasesOf, request, sandbox, shop } from "./_till.ts";

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

Deno.test("checkout says busy when Stripe is out of reach", async () => {
  const person = await shop.person();
  const asked = await request(person, { pack: "starter" });
  const answer = await shop.checkout("http://127.0.0.1:9")(asked);
  await assertRefused(answer, 503, "busy");
});
