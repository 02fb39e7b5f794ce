/** An app's view through supabase-js: what a person can do, and what comes of it. */
import assert from "node:assert/strict";
import { lacks } from "../_support/needs.ts";
import {
  asService,
  connect,
  must,
  newPerson,
  noServiceKey,
  noStack,
  personWith,
  project,
  signIn,
} from "./_project.ts";
import { payWith } from "./_pay.ts";

const needsService = { ignore: lacks(noServiceKey) };
const needsStack = { ignore: lacks(noStack) };

/** The price of an action that exists in every project. */
async function priced(): Promise<{ action: string; credits: number }> {
  const rows = must(await connect().from("actions").select("key, credits").gt("credits", 0));
  const row = rows.find(({ key }) => key === "audio_upload") ?? rows[0];
  assert.ok(row?.key && row.credits);
  return { action: row.key, credits: row.credits };
}

const key = () => crypto.randomUUID();

Deno.test("client signs up and has an account at once", async () => {
  const { client, account } = await newPerson();
  const balance = must(await client.rpc("balance"));
  assert.equal(balance.account_id, account);
  assert.deepEqual([balance.status, balance.held, balance.debt], ["open", 0, 0]);
  assert.equal(balance.available, balance.posted);
});

Deno.test("client signs in, refreshes and signs out", async () => {
  const { email, password, user } = await newPerson();
  const client = connect();
  assert.equal((await signIn(client, email, password)).user.id, user);
  const refreshed = must(await client.auth.refreshSession());
  assert.ok(refreshed.session?.access_token);
  must(await client.rpc("balance"));
  await client.auth.signOut();
  const { error } = await client.rpc("balance");
  assert.ok(error);
  await assert.rejects(signIn(connect(), email, "wrong"));
});

Deno.test("client sees the public catalogue without signing in", async () => {
  const packs = must(await connect().from("packs").select().order("position"));
  const starter = packs.find((pack) => pack.key === "starter");
  assert.deepEqual(
    [starter?.credits, starter?.amount_minor, starter?.currency],
    [500, 499, "usd"],
  );
  assert.ok((await priced()).credits > 0);
});

Deno.test("client is quoted the price that is charged", needsService, async () => {
  const { action, credits } = await priced();
  const { client } = await personWith(100);
  const quote = must(await client.rpc("quote", { action, quantity: 3 }));
  assert.deepEqual([quote.credits, quote.unit_price, quote.affordable], [
    3 * credits,
    credits,
    true,
  ]);
  const { credits: charged } = must(
    await client.rpc("spend", { action, quantity: 3, idempotency_key: key() }),
  );
  assert.equal(charged, -3 * credits);
});

Deno.test("client spends once per key", needsService, async () => {
  const { action, credits } = await priced();
  const { client, account } = await personWith(100);
  const before = must(await client.rpc("balance")).available ?? 0;
  const call = { action, idempotency_key: key(), reference: "file 1", metadata: { a: [1] } };
  const first = must(await client.rpc("spend", call));
  assert.deepEqual(first, {
    account_id: account,
    seq: first.seq,
    kind: "spend",
    credits: -credits,
    balance_after: before - credits,
    available: before - credits,
    replayed: false,
  });
  const again = must(await client.rpc("spend", call));
  assert.deepEqual(again, { ...first, replayed: true });
  const other = await client.rpc("spend", { ...call, quantity: 2 });
  assert.deepEqual(
    [other.status, other.error?.code, other.error?.message],
    [422, "PT422", "idempotency_key_reused"],
  );
  assert.equal(must(await client.rpc("balance")).available, before - credits);
});

Deno.test("client spends once for twenty calls at once", needsService, async () => {
  const { action, credits } = await priced();
  const { client } = await personWith(100);
  const before = must(await client.rpc("balance")).available ?? 0;
  const call = { action, idempotency_key: key() };
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.rpc("spend", call)));
  const movements = answers.map(must);
  assert.equal(movements.filter(({ replayed }) => !replayed).length, 1);
  assert.equal(new Set(movements.map(({ seq }) => seq)).size, 1);
  assert.equal(must(await client.rpc("balance")).available, before - credits);
});

Deno.test("client cannot spend what is not there, and is told how much is", async () => {
  const { action, credits } = await priced();
  const { client } = await newPerson();
  const available = must(await client.rpc("balance")).available ?? 0;
  const quantity = Math.floor(available / credits) + 1;
  const quote = must(await client.rpc("quote", { action, quantity }));
  assert.equal(quote.affordable, false);
  const call = { action, quantity, idempotency_key: key() };
  const { status, error } = await client.rpc("spend", call);
  assert.deepEqual([status, error?.code, error?.message], [402, "PT402", "insufficient_credits"]);
  const numbers = error?.details.match(/\d+(\.\d+)?/g)?.map(Number);
  assert.deepEqual(numbers?.slice(0, 2), [quantity * credits, available]);
  assert.ok(error?.hint);
  assert.equal(must(await client.rpc("balance")).available, available);
});

Deno.test("client retries a refused key after a top-up", needsService, async () => {
  const { action, credits } = await priced();
  const { client, account } = await newPerson();
  const available = must(await client.rpc("balance")).available ?? 0;
  const quantity = Math.floor(available / credits) + 1;
  const call = { action, quantity, idempotency_key: key() };
  assert.equal((await client.rpc("spend", call)).status, 402);
  const grant = { account, credits: 100, source: "adjustment", idempotency_key: key() };
  must(await asService().rpc("grant_credits", grant));
  assert.equal(must(await client.rpc("spend", call)).replayed, false);
});

Deno.test("client reads own movements and why they are", needsService, async () => {
  const { action, credits } = await priced();
  const { client, account, user } = await personWith(100);
  const call = { action, idempotency_key: key(), reference: "<b>file</b>" };
  const { seq } = must(await client.rpc("spend", call));
  const entries = must(await client.from("entries").select().order("seq", { ascending: false }));
  const [spent, granted] = entries;
  assert.deepEqual(
    [spent?.seq, spent?.kind, spent?.credits, spent?.action, spent?.unit_price, spent?.user_id],
    [seq, "spend", -credits, action, credits, user],
  );
  assert.equal(spent?.reference, "<b>file</b>");
  assert.deepEqual([granted?.kind, granted?.credits], ["grant", 100]);
  const grants = must(await client.from("grants").select().eq("source", "adjustment"));
  assert.deepEqual(grants.map(({ amount, remaining }) => [amount, remaining]), [
    [100, 100 - credits],
  ]);
  const why = must(await client.rpc("explain", { seq: seq ?? 0 })) as Record<string, unknown>;
  assert.deepEqual(
    [why.account_id, why.kind, why.action, why.unit_price, why.credits],
    [account, "spend", action, credits, -credits],
  );
  const [paidBy] = why.grants as { credits: number; source: string }[];
  assert.deepEqual([Math.abs(paidBy?.credits ?? 0), paidBy?.source], [credits, "adjustment"]);
});

Deno.test("client finds its request id behind the entry", needsService, async () => {
  const { action } = await priced();
  const { client } = await personWith(100);
  const id = `client-${key()}`;
  const { seq } = must(
    await client.rpc("spend", { action, idempotency_key: key() }).setHeader("x-request-id", id),
  );
  const why = must(await client.rpc("explain", { seq: seq ?? 0 })) as { request_id: string };
  assert.equal(why.request_id, id);
});

Deno.test("client finds nothing of another person (threats 3, 4)", needsService, async () => {
  const { action } = await priced();
  const [own, other] = [await newPerson(), await personWith(100)];
  const { seq } = must(await other.client.rpc("spend", { action, idempotency_key: key() }));
  for (const view of ["entries", "grants", "purchases"] as const) {
    const rows = must(await own.client.from(view).select().eq("account_id", other.account));
    assert.deepEqual(rows, [], view);
  }
  const ask = async (account: string) => {
    const answers = [
      await own.client.rpc("balance", { account }),
      await own.client.rpc("quote", { action, account }),
      await own.client.rpc("spend", { action, account, idempotency_key: key() }),
      await own.client.rpc("explain", { seq: seq ?? 0, account }),
      await own.client.rpc("start_purchase", { pack: "starter", account }),
    ];
    return answers.map(({ status, error }) => [status, error]);
  };
  const foreign = await ask(other.account);
  assert.ok(foreign.every(([status]) => status === 404));
  assert.deepEqual(foreign, await ask(crypto.randomUUID()), "answers as for an absent account");
});

Deno.test("client buys 500 credits, and the return page grants nothing", needsStack, async () => {
  const { client, account } = await newPerson();
  const before = must(await client.rpc("balance")).available ?? 0;
  const { data, error } = await client.functions.invoke("checkout", { body: { pack: "starter" } });
  assert.equal(error, null);
  const { url, purchase_id } = data as { url: string; purchase_id: string };
  assert.ok(url.startsWith(project.stack?.stripe_url ?? "-"));
  const purchase = () =>
    client.from("purchases").select("status, credits, amount_minor").eq("id", purchase_id).single();
  assert.equal(must(await purchase()).status, "pending");

  const landed = await payWith(url, "4242424242424242");
  const { web_url = "" } = project.stack ?? {};
  assert.equal(landed, `${web_url}/paid?purchase=${purchase_id}`);
  const end = Date.now() + 15_000;
  while (must(await purchase()).status !== "paid" && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(must(await purchase()), { status: "paid", credits: 500, amount_minor: 499 });
  assert.equal(must(await client.rpc("balance")).available, before + 500);
  const [entry] = must(
    await client.from("entries").select().order("seq", { ascending: false }).limit(1),
  );
  assert.deepEqual([entry?.account_id, entry?.kind, entry?.credits], [account, "grant", 500]);
});

Deno.test("client whose card is declined pays nothing and gets nothing", needsStack, async () => {
  const { client } = await newPerson();
  const before = must(await client.rpc("balance")).available;
  const { data } = await client.functions.invoke("checkout", { body: { pack: "starter" } });
  const { url, purchase_id } = data as { url: string; purchase_id: string };
  assert.equal(await payWith(url, "4000000000000002"), undefined);
  const row = must(
    await client.from("purchases").select("status").eq("id", purchase_id).single(),
  );
  assert.equal(row.status, "pending");
  assert.equal(must(await client.rpc("balance")).available, before);
});

Deno.test("client holds no write right on any view (threat 5)", needsService, async () => {
  const { client, account } = await personWith(10);
  const before = must(await client.rpc("balance"));
  for (const view of ["entries", "grants", "purchases", "packs", "actions"] as const) {
    const table = client.from(view) as unknown as {
      insert(row: object): PromiseLike<{ error: { code: string } | null }>;
      update(row: object): { eq(c: string, v: string): PromiseLike<{ error: unknown }> };
      delete(): { eq(c: string, v: string): PromiseLike<{ error: unknown }> };
    };
    const column = view === "packs" || view === "actions" ? "key" : "account_id";
    assert.ok((await table.insert({ [column]: account })).error, `insert into ${view}`);
    assert.ok((await table.update({ [column]: account }).eq(column, account)).error, view);
    assert.ok((await table.delete().eq(column, account)).error, `delete from ${view}`);
  }
  assert.deepEqual(must(await client.rpc("balance")), before);
});

Deno.test("client sees that the service is healthy without signing in", async () => {
  const answer = await fetch(`${project.url}/functions/v1/health`);
  const { status } = await answer.json();
  assert.equal(answer.status, 200);
  assert.ok(["ok", "degraded"].includes(status));
});
