import assert from "node:assert/strict";
import { asUser } from "../_support/database.ts";
import { assertBooks, give, person, tally, withDatabase } from "./_races.ts";

Deno.test("threat 44: a job that runs elsewhere is skipped, and runs again afterwards", async () => {
  await withDatabase(3, async (db) => {
    const run = async (sql: Pick<typeof db.sql, "unsafe">) =>
      (await sql.unsafe("select tally_base.run_job('book_expiries') as answer"))[0]!.answer;
    await db.sql.begin(async (tx) => {
      assert.equal(await run(tx), "0");
      assert.equal(await run(db.sql), "skipped");
    });
    assert.equal(await run(db.sql), "0");
  });
});

Deno.test("a run that fails blocks nobody", async () => {
  await withDatabase(2, async (db) => {
    await db.sql.unsafe(`
      create function tally_base.fails() returns bigint language plpgsql set search_path = ''
        as 'begin raise exception ''broken''; end';
      insert into tally_base.jobs (name, schedule, kind, command, chunk_function)
        values ('fails', '* * * * *', 'sql', '', 'tally_base.fails')`);
    for (let i = 0; i < 2; i++) {
      await assert.rejects(db.sql`select tally_base.run_job('fails')`.execute(), /broken/);
    }
  });
});

Deno.test("expiries are booked in chunks until none is left", async () => {
  await withDatabase(2, async (db) => {
    await db.sql`insert into auth.users (id, email)
      select gen_random_uuid(), i || '@example.test' from generate_series(1, 1100) i`;
    await db.sql`select tally.grant_credits(id, 1, 'gift', 'k', clock_timestamp() + interval '2 s')
      from tally_ledger.accounts`;
    await db.sql`select pg_sleep(2)`;
    const left: number[] = [];
    do {
      const [row] = await db.sql`select tally_base.run_job('book_expiries') as answer`;
      left.push(Number(row!.answer));
    } while (left.at(-1));
    assert.deepEqual(left, [600, 100, 0]);
    await assertBooks(db.sql);
  });
});

Deno.test("stale purchases are ended in chunks, and a locked one is left for later", async () => {
  await withDatabase(3, async (db) => {
    const ann = await person(db);
    for (let i = 0; i < 3; i++) {
      await asUser(db.sql, ann.user, (tx) => tx`select tally.start_purchase('starter')`);
    }
    await db.sql`update tally_billing.purchases set created_at = now() - interval '26 hours'`;
    const run = async () =>
      (await db.sql`select tally_base.run_job('expire_stale_purchases') as answer`)[0]!.answer;
    await db.sql.begin(async (tx) => {
      await tx`select from tally_billing.purchases order by created_at limit 1 for update`;
      assert.equal(await run(), "1");
    });
    assert.equal(await run(), "0");
  });
});

Deno.test("two servers booking expiries past the job lock book each once", async () => {
  await withDatabase(6, async (db) => {
    for (let i = 0; i < 20; i++) {
      await give(db.sql, (await person(db)).account, 5, { expiresIn: 1000 });
    }
    await db.sql`select pg_sleep(1)`;
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => db.sql`select tally_ledger.book_expiries()`.execute()),
    );
    assert.deepEqual(tally(results), { ok: 5 });
    const [row] = await db.sql`
      select count(*)::int as expiries from tally_ledger.entries where kind = 'expire'`;
    assert.equal(row!.expiries, 20);
    await assertBooks(db.sql);
  });
});
