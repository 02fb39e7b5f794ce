import assert from "node:assert/strict";
import { assertBooks, person, spend, tally, together, withDatabase } from "./_races.ts";
import { eventOf, label, order, purchaseRow, receive } from "./_shop.ts";

Deno.test("threat 52: one event from 20 sessions is applied once, 19 times a duplicate", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    const of = await order(db, ann);
    const event = eventOf(of, "evt_1", "completed");
    const calls = Array.from({ length: 20 }, () => () => receive(db.sql, event));
    const results = await together(db, purchaseRow(of), calls);
    assert.deepEqual(tally(results, label), { applied: 1, "duplicate: event_seen": 19 });
    const [account] = await db.sql`select balance from tally_ledger.accounts`;
    assert.equal(Number(account!.balance), 500);
    await assertBooks(db.sql);
  });
});

Deno.test("threat 53: twenty events about one payment give one grant", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    const of = await order(db, ann);
    const calls = Array.from({ length: 20 }, (_, i) => () => {
      const type = i % 2 ? "async_payment_succeeded" : "completed";
      return receive(db.sql, eventOf(of, `evt_${i}`, type));
    });
    const results = await together(db, purchaseRow(of), calls);
    assert.deepEqual(tally(results, label), { applied: 1, "duplicate: already_paid": 19 });
    const grants = await db.sql`select amount from tally_ledger.grants`;
    assert.deepEqual(grants.map((g) => Number(g.amount)), [500]);
    await assertBooks(db.sql);
  });
});

Deno.test("paid and expired at once ends paid and credited, in whichever order they are taken", async () => {
  await withDatabase(9, async (db) => {
    for (let round = 0; round < 6; round++) {
      const ann = await person(db);
      const of = await order(db, ann);
      const calls = [
        () => receive(db.sql, eventOf(of, `evt_paid_${round}`, "completed")),
        () => receive(db.sql, eventOf(of, `evt_expired_${round}`, "expired", "unpaid")),
      ];
      const results = await together(db, purchaseRow(of), round % 2 ? calls : calls.reverse());
      assert.deepEqual(results.map((r) => r.status), ["fulfilled", "fulfilled"]);
      const [purchase] = await db.sql`
        select p.status, a.balance from tally_billing.purchases p
        join tally_ledger.accounts a on a.id = p.account_id where p.id = ${of.id}`;
      assert.deepEqual({ ...purchase }, { status: "paid", balance: "500.000000" });
    }
    await assertBooks(db.sql);
  });
});

Deno.test("two payments and ten spends of one account at once all count", async () => {
  await withDatabase(16, async (db) => {
    const ann = await person(db);
    const orders = [await order(db, ann), await order(db, ann)];
    await receive(db.sql, eventOf(orders[0]!, "evt_0", "completed"));
    const calls: (() => Promise<unknown>)[] = [
      () => receive(db.sql, eventOf(orders[1]!, "evt_1", "completed")),
      ...Array.from({ length: 10 }, (_, i) => () => spend(db.sql, ann, "audio_upload", `k${i}`)),
    ];
    const gate = (tx: Parameters<ReturnType<typeof purchaseRow>>[0]) =>
      tx`select from tally_ledger.accounts for update`;
    assert.deepEqual(tally(await together(db, gate, calls)), { ok: 11 });
    const [account] = await db.sql`select balance, seq from tally_ledger.accounts`;
    assert.deepEqual([Number(account!.balance), Number(account!.seq)], [980, 12]);
    await assertBooks(db.sql);
  });
});

Deno.test("two crossing Checkouts of one account settle on one customer", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    const calls = Array.from({ length: 20 }, (_, i) => async () => {
      const [row] = await db
        .sql`select tally.attach_customer(${ann.account}, ${`cus_${i}`}) as stands`;
      return row!.stands as string;
    });
    const results = await together(
      db,
      (tx) => tx`lock table tally_billing.customers in share mode`,
      calls,
    );
    assert.deepEqual(Object.values(tally(results, (stands) => stands)), [20]);
  });
});
