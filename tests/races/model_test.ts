import assert from "node:assert/strict";
import type postgres from "postgres";
import type { Fresh } from "../_support/database.ts";
import { type Answer, Model } from "./_model.ts";
import { assertBooks, type Person, person, withDatabase } from "./_races.ts";

const SEED = Number(Deno.env.get("TALLY_SEED") ?? Math.floor(Math.random() * 2 ** 31));
const OPERATIONS = 1500;
const DAY_MS = 86_400_000;
const FAR = Date.UTC(2090, 0, 1);

/** Numbers from a seed (mulberry32), so that a failure can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 2 ** 32 * below);
  };
}

const credits = (millionths: number) => (millionths / 1e6).toFixed(6);
const millionths = (text: string) => Math.round(Number(text) * 1e6);

async function answer(query: postgres.PendingQuery<postgres.Row[]>): Promise<Answer> {
  try {
    const [row] = await query;
    return { balance: millionths(row!.balance_after), replayed: row!.replayed };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

/** One account in the database; a slow one is kept off the fast path by force. */
class Ledger {
  constructor(readonly sql: postgres.Sql, readonly of: Person, readonly slow: boolean) {}

  async spend(key: string, amount: number): Promise<Answer> {
    const { sql, of: { account, user } } = this;
    if (this.slow) {
      await sql`update tally_ledger.accounts set next_change_at = '-infinity' where id = ${account}`;
    }
    return await answer(sql`
      select * from tally_metering.spend_action(
        ${account}, ${user}, 'unit', ${key}, ${credits(amount)}, null, null)`);
  }

  grant(
    key: string,
    amount: number,
    priority: number,
    expires: number | undefined,
    cost: number,
    scheduled: boolean,
  ) {
    const at = (day: number | undefined) => day === undefined ? null : new Date(FAR + day * DAY_MS);
    return answer(this.sql`
      select * from tally.grant_credits(${this.of.account}, ${
      credits(amount)
    }, 'adjustment', ${key},
        ${at(expires)}, ${scheduled ? at(-1) : null}, ${priority}, ${cost}, 'usd')`);
  }

  async pass(column: "expires_at" | "effective_at", key: string): Promise<void> {
    const { sql, of: { account } } = this;
    await sql`update tally_ledger.grants set ${sql(column)} = clock_timestamp()
      where account_id = ${account} and key = ${key}`;
    await sql`update tally_ledger.accounts set next_change_at = clock_timestamp() where id = ${account}`;
  }
}

/** Plays random operations on the model, a fast and a slow account; every answer must be the same. */
async function play(db: Fresh, seed: number): Promise<Model> {
  const roll = dice(seed);
  const model = new Model();
  const ledgers = [
    new Ledger(db.sql, await person(db), false),
    new Ledger(db.sql, await person(db), true),
  ];
  const amount = () => roll(3) ? (1 + roll(9)) * 1e6 : 1 + roll(9e6);
  const used: { key: string; amount: number }[] = [];

  const same = async (what: string, expected: Answer, ask: (ledger: Ledger) => Promise<Answer>) => {
    const got = await Promise.all(ledgers.map(ask));
    assert.deepEqual(got, [expected, expected], `seed ${seed}: ${what}`);
  };
  const passTime = async (column: "expires_at" | "effective_at", state: string) => {
    const waiting = model.batches.filter((b) =>
      b.state === state && (state !== "live" || b.expires !== undefined)
    );
    if (waiting.length === 0) return;
    const { key } = waiting[roll(waiting.length)]!;
    if (column === "expires_at") model.end(key);
    else model.effect(key);
    await Promise.all(ledgers.map((ledger) => ledger.pass(column, key)));
  };

  for (let i = 0; i < OPERATIONS; i++) {
    const kind = roll(100);
    if (kind < 12) {
      const [key, size, priority, cost] = [`g${i}`, 5 * amount(), 50 - roll(2), roll(2)];
      const expires = roll(2) ? roll(4) : undefined;
      const scheduled = roll(5) === 0;
      const expected = model.grant({ key, amount: size, priority, expires, cost }, scheduled);
      await same(
        `grant ${key}`,
        expected,
        (l) => l.grant(key, size, priority, expires, cost, scheduled),
      );
    } else if (kind < 15) await passTime("expires_at", "live");
    else if (kind < 18) await passTime("effective_at", "scheduled");
    else if (kind < 25 && used.length > 0) {
      const { key, amount: before } = used[roll(used.length)]!;
      const size = roll(4) ? before : before + 1;
      await same(`retry ${key}`, model.spend(key, size), (l) => l.spend(key, size));
    } else {
      const [key, size] = [`s${i}`, amount()];
      used.push({ key, amount: size });
      await same(`spend ${key}`, model.spend(key, size), (l) => l.spend(key, size));
    }
  }
  await assertAllocations(ledgers, model, seed);
  return model;
}

async function assertAllocations(ledgers: Ledger[], model: Model, seed: number): Promise<void> {
  const expected = [...model.paid].flatMap(([key, parts]) =>
    parts.map(({ grant, amount }) => `${key} ${grant} ${credits(amount)}`)
  ).sort();
  for (const { sql, of: { account }, slow } of ledgers) {
    const rows = await sql`
      select e.key as spend, g.key as grant, t.amount from tally_ledger.entries e
      join tally_ledger.entry_grants t on t.account_id = e.account_id and t.seq = e.seq
      join tally_ledger.grants g on g.account_id = t.account_id and g.id = t.grant_id
      where e.account_id = ${account} and e.kind = 'spend'`;
    const got = rows.map((row) => `${row.spend} ${row.grant} ${row.amount}`).sort();
    assert.deepEqual(got, expected, `seed ${seed}: the ${slow ? "slow" : "fast"} account's grants`);
  }
}

Deno.test(`the fast and the slow path do what the model does (TALLY_SEED=${SEED})`, async () => {
  await withDatabase(4, async (db) => {
    await db.sql`select tally_metering.set_price('unit', 1)`;
    await db.sql`update tally_metering.actions set divisible = true where key = 'unit'`;
    for (const seed of [SEED, SEED + 1]) {
      const model = await play(db, seed);
      assert.ok(
        model.paid.size > OPERATIONS / 20,
        `seed ${seed} spends too rarely to prove anything`,
      );
    }
    await assertBooks(db.sql);
  });
});
