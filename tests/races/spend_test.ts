import assert from "node:assert/strict";
import {
  accountRow,
  assertBooks,
  give,
  person,
  spend,
  tally,
  together,
  withDatabase,
} from "./_races.ts";

const MANY = 50;

Deno.test("threat 37: 50 parallel spends of the whole balance give one movement and 49 PT402", async () => {
  await withDatabase(MANY + 1, async (db) => {
    const ann = await person(db);
    await give(db.sql, ann.account, 15);
    const results = await together(
      db,
      accountRow(ann.account),
      Array.from({ length: MANY }, (_, i) => () => spend(db.sql, ann, "premium_export", `k${i}`)),
    );
    assert.deepEqual(tally(results), { ok: 1, "PT402 insufficient_credits": MANY - 1 });
    await assertBooks(db.sql);
  });
});

Deno.test("threat 37: 50 parallel spends of one credit from a balance of 20 give exactly 20", async () => {
  await withDatabase(MANY + 1, async (db) => {
    const ann = await person(db);
    await give(db.sql, ann.account, 20);
    const results = await together(
      db,
      accountRow(ann.account),
      Array.from({ length: MANY }, (_, i) => () => spend(db.sql, ann, "chapter_creation", `k${i}`)),
    );
    assert.deepEqual(tally(results), { ok: 20, "PT402 insufficient_credits": MANY - 20 });
    const left = results.filter((r) => r.status === "fulfilled").map((r) =>
      Number(r.value.available)
    );
    assert.deepEqual(left.sort((a, b) => b - a), Array.from({ length: 20 }, (_, i) => 19 - i));
    await assertBooks(db.sql);
  });
});

Deno.test("parallel spends over several grants never take more than each has", async () => {
  await withDatabase(MANY + 1, async (db) => {
    const ann = await person(db);
    for (const credits of [3, 4, 5, 7]) await give(db.sql, ann.account, credits);
    const results = await together(
      db,
      accountRow(ann.account),
      Array.from({ length: MANY }, (_, i) => () => spend(db.sql, ann, "audio_upload", `k${i}`)),
    );
    assert.deepEqual(tally(results), { ok: 9, "PT402 insufficient_credits": MANY - 9 });
    await assertBooks(db.sql);
  });
});

Deno.test("threat 31: one key from 20 sessions is one entry, one original and 19 replays", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    await give(db.sql, ann.account, 100);
    const calls = Array.from({ length: 20 }, () => () => spend(db.sql, ann, "audio_upload", "one"));
    const results = await together(db, accountRow(ann.account), calls);
    assert.deepEqual(
      tally(
        results,
        (m) => `seq ${m.seq}, ${Number(m.balance_after)}, ${m.replayed ? "replay" : "original"}`,
      ),
      { "seq 2, 98, original": 1, "seq 2, 98, replay": 19 },
    );
    await assertBooks(db.sql);
  });
});

Deno.test("threat 31: one key for the whole balance from 20 sessions is never refused", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    await give(db.sql, ann.account, 15);
    const calls = Array.from(
      { length: 20 },
      () => () => spend(db.sql, ann, "premium_export", "one"),
    );
    const results = await together(db, accountRow(ann.account), calls);
    assert.deepEqual(
      tally(results, (m) => m.replayed ? "replay" : "original"),
      { original: 1, replay: 19 },
    );
    await assertBooks(db.sql);
  });
});

Deno.test("threat 32: one key for two requests at once is one movement and refusals", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    await give(db.sql, ann.account, 100);
    const calls = Array.from(
      { length: 20 },
      (_, i) => () => spend(db.sql, ann, "audio_upload", "one", 1 + i % 2),
    );
    const results = await together(db, accountRow(ann.account), calls);
    assert.deepEqual(
      tally(results, (m) => m.replayed ? "replay" : "original"),
      { original: 1, replay: 9, "PT422 idempotency_key_reused": 10 },
    );
    await assertBooks(db.sql);
  });
});

Deno.test("threat 31: one grant key from 20 sessions is one grant", async () => {
  await withDatabase(21, async (db) => {
    const ann = await person(db);
    const calls = Array.from(
      { length: 20 },
      () => () => give(db.sql, ann.account, 5, { key: "one" }),
    );
    const results = await together(db, accountRow(ann.account), calls);
    assert.deepEqual(
      tally(results, (m) => `${m.seq} ${m.replayed ? "replay" : "original"}`),
      { "1 original": 1, "1 replay": 19 },
    );
    await assertBooks(db.sql);
  });
});

Deno.test("a spend that waited behind a movement while its grant expired is refused", async () => {
  await withDatabase(5, async (db) => {
    const ann = await person(db);
    await give(db.sql, ann.account, 10, { expiresIn: 800 });
    const movement = (tx: Parameters<ReturnType<typeof accountRow>>[0]) =>
      tx`select tally.grant_credits(${ann.account}, 1, 'gift', 'k')`;
    const calls = [() => spend(db.sql, ann, "audio_upload", "k")];
    const results = await together(db, movement, calls, 800);
    assert.deepEqual(tally(results), { "PT402 insufficient_credits": 1 });
    await give(db.sql, ann.account, 1);
    await assertBooks(db.sql);
    const kinds = await db.sql`select kind::text from tally_ledger.entries order by seq`;
    assert.deepEqual(kinds.map((row) => row.kind), ["grant", "grant", "expire", "grant"]);
  });
});
