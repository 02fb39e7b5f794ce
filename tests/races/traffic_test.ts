import assert from "node:assert/strict";
import { connect } from "../../sql/_build/scratch.ts";
import type { Fresh } from "../_support/database.ts";
import { assertBooks, give, type Person, person, spend, withDatabase } from "./_races.ts";
import { eventOf, order, receive } from "./_shop.ts";

const WORKERS = 16;
const SECONDS = 4;

/** Honest refusals: the balance is short, or a grant ended while it waited for its account. */
const EXPECTED = new Set(["insufficient_credits", "invalid_range"]);

async function work(
  db: Fresh,
  sql: Fresh["sql"],
  people: Person[],
  worker: number,
): Promise<string[]> {
  const wrong: string[] = [];
  const until = Date.now() + SECONDS * 1000;
  for (let i = 0; Date.now() < until; i++) {
    const who = people[Math.floor(Math.random() * people.length)]!;
    const choice = Math.random();
    try {
      if (choice < 0.15) {
        await give(sql, who.account, 20, {
          expiresIn: 20 + Math.floor(Math.random() * 400),
          priority: Math.floor(Math.random() * 3),
        });
      } else if (choice < 0.2) {
        const of = await order({ ...db, sql }, who);
        await receive(sql, eventOf(of, `evt_${worker}_${i}`, "completed"));
      } else if (choice < 0.25) await sql`select tally_ledger.book_expiries()`;
      else if (choice < 0.3) await spend(sql, who, "audio_upload", "a key of everyone's");
      else {await spend(
          sql,
          who,
          "audio_upload",
          `${worker} ${i}`,
          1 + Math.floor(Math.random() * 6),
        );}
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      if (!EXPECTED.has(message)) wrong.push(`${code} ${message}`);
    }
  }
  return wrong;
}

Deno.test("grants, payments, spends and expiries in parallel keep the books and never deadlock", async () => {
  await withDatabase(2, async (db) => {
    const people = [await person(db), await person(db), await person(db)];
    const sql = connect(db.url, { max: WORKERS });
    const wrong = await Promise.all(
      Array.from({ length: WORKERS }, (_, worker) => work(db, sql, people, worker)),
    );
    // Ending the sessions makes them report what they counted.
    await sql.end();
    assert.deepEqual(wrong.flat(), []);
    await assertBooks(db.sql);
    const [row] = await db.sql`
      select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()`;
    assert.equal(row!.deadlocks, 0);
    const kinds = await db.sql`
      select kind::text, count(*)::int as entries from tally_ledger.entries group by 1 order by 1`;
    assert.deepEqual(kinds.map((k) => k.kind), ["expire", "grant", "spend"].sort());
    console.log(kinds.map((k) => `${k.entries} ${k.kind}`).join(", "));
  });
});
