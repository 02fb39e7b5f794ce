import assert from "node:assert/strict";
import { signUp } from "../_support/database.ts";
import { assertBooks, tally, together, withDatabase } from "./_races.ts";

Deno.test("threat 102: a person who signs up twenty times at once is welcomed once", async () => {
  await withDatabase(21, async (db) => {
    await db.sql`select tally_base.set_setting('welcome_credits', '25')`;
    const results = await together(
      db,
      (tx) => tx`lock table tally_ledger.welcomed_people in share mode`,
      Array.from(
        { length: 20 },
        (_, i) => () => signUp(db.sql, i % 2 ? "ann@example.test" : "ANN@Example.test"),
      ),
    );
    assert.deepEqual(tally(results), { ok: 20 });
    const [row] = await db.sql`
      select count(*)::int as accounts, sum(balance)::int as credits from tally_ledger.accounts`;
    assert.deepEqual({ ...row }, { accounts: 20, credits: 25 });
    await assertBooks(db.sql);
  });
});

Deno.test("twenty parallel calls open one account for one user", async () => {
  await withDatabase(21, async (db) => {
    const user = crypto.randomUUID();
    const results = await together(
      db,
      (tx) => tx`lock table tally_ledger.personal_accounts in share mode`,
      Array.from({ length: 20 }, () => async () => {
        const [row] = await db
          .sql`select tally_ledger.open_account(${user}, 'ann@example.test') as account`;
        return row!.account as string;
      }),
    );
    assert.deepEqual(Object.values(tally(results, (account) => account)), [20]);
    const [row] = await db.sql`select count(*)::int as accounts from tally_ledger.accounts`;
    assert.equal(row!.accounts, 1);
  });
});

Deno.test("ten parallel prices of one action follow one another without a gap", async () => {
  await withDatabase(11, async (db) => {
    const results = await together(
      db,
      (tx) => tx`select from tally_metering.actions where key = 'audio_upload' for update`,
      Array.from(
        { length: 10 },
        (_, i) => () => db.sql`select tally_metering.set_price('audio_upload', ${10 + i})`,
      ),
    );
    assert.deepEqual(tally(results), { ok: 10 });
    const prices = await db.sql`
      select to_at is not distinct from lead(from_at) over (order by from_at) as follows
      from tally_metering.prices where action = 'audio_upload'`;
    assert.deepEqual(prices.map((row) => row.follows), Array(11).fill(true));
  });
});
