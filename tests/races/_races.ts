/** What the races share: callers let go at one instant, and the books that must add up afterwards. */
import assert from "node:assert/strict";
import type postgres from "postgres";
import { asService, asUser, type Fresh, freshDatabase, signUp } from "../_support/database.ts";

/** A movement as the doors answer it; numbers and seq come as text. */
export interface Movement {
  account_id: string;
  seq: string;
  kind: string;
  credits: string;
  balance_after: string;
  available: string;
  replayed: boolean;
}

/** A person with an account. */
export interface Person {
  user: string;
  account: string;
}

/** Runs `work` on a migrated database of its own with this many connections. */
export async function withDatabase(connections: number, work: (db: Fresh) => Promise<void>) {
  const db = await freshDatabase({ max: connections });
  try {
    await work(db);
  } finally {
    await db.drop();
  }
}

/** Signs a person up. */
export async function person(db: Fresh): Promise<Person> {
  const user = await signUp(db.sql);
  const [row] = await db.sql`select tally.account_of(${user}) as account`;
  return { user, account: row!.account };
}

/** Grants credits as a server would; `expiresIn` in milliseconds from now. */
export async function give(
  sql: postgres.Sql,
  account: string,
  credits: number,
  options: { key?: string; expiresIn?: number; priority?: number } = {},
): Promise<Movement> {
  const { key = crypto.randomUUID(), expiresIn, priority = 50 } = options;
  const [row] = await asService(sql, (tx) =>
    tx<Movement[]>`
      select * from tally.grant_credits(${account}, ${credits}, 'adjustment', ${key},
        clock_timestamp() + ${expiresIn ?? null}::int * interval '1 ms', priority => ${priority})`);
  return row!;
}

/** Spends as a signed-in user. */
export async function spend(
  sql: postgres.Sql,
  { user }: Person,
  action: string,
  key: string,
  quantity = 1,
): Promise<Movement> {
  const [row] = await asUser(sql, user, (tx) =>
    tx<Movement[]>`
    select * from tally.spend(${action}, ${key}, ${quantity})`);
  return row!;
}

/**
 * Starts the calls while `gate` (a locking statement) is held, waits until all of them wait for a
 * lock, and lets them go at once, `holdMs` later.
 */
export async function together<T>(
  db: Fresh,
  gate: (tx: postgres.TransactionSql) => Promise<unknown>,
  calls: (() => Promise<T>)[],
  holdMs = 0,
): Promise<PromiseSettledResult<T>[]> {
  return await db.sql.begin(async (tx) => {
    await gate(tx);
    const running = Promise.allSettled(calls.map((call) => call()));
    const deadline = Date.now() + 30_000;
    for (let waiting = 0; waiting < calls.length;) {
      assert.ok(
        Date.now() < deadline,
        `only ${waiting} of ${calls.length} calls wait for the gate`,
      );
      await new Promise((done) => setTimeout(done, 20));
      // Without this, a transaction sees the sessions as they were when it first looked.
      await tx`select pg_stat_clear_snapshot()`;
      const [row] = await tx<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      waiting = row!.waiting;
    }
    await new Promise((done) => setTimeout(done, holdMs));
    return { running };
  }).then(({ running }) => running);
}

/** A gate: nobody gets past this account's row. */
export function accountRow(account: string) {
  return (tx: postgres.TransactionSql) =>
    tx`select from tally_ledger.accounts where id = ${account} for update`;
}

/** How often each outcome came: a refusal by its SQLSTATE and message, an answer by `label`. */
export function tally<T>(
  results: PromiseSettledResult<T>[],
  label: (value: T) => string = () => "ok",
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) {
    const name = result.status === "fulfilled"
      ? label(result.value)
      : `${result.reason.code} ${result.reason.message}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const BROKEN = `
  with chained as (
    select e.*, b.hash as hash_before, coalesce(b.balance_after, 0) as balance_before, b.recorded_at as recorded_before,
      row_number() over (partition by e.account_id order by e.seq) as place
    from tally_ledger.entries e
    left join tally_ledger.entries b on b.account_id = e.account_id and b.seq = e.seq - 1
  )
  select a.id as account, 'balance is not the sum of entries' as fault from tally_ledger.accounts a
  where a.balance <> (select coalesce(sum(credits), 0) from tally_ledger.entries where account_id = a.id)
  union all
  select a.id, 'balance is not the sum of grants' from tally_ledger.accounts a
  where a.balance <> (select coalesce(sum(remaining), 0) from tally_ledger.grant_state where account_id = a.id)
  union all
  select a.id, 'seq is not the number of entries' from tally_ledger.accounts a
  where a.seq <> (select count(*) from tally_ledger.entries where account_id = a.id)
  union all
  select account_id, 'gap before seq ' || seq from chained where seq <> place
  union all
  select account_id, 'wrong balance at seq ' || seq from chained where balance_before + credits <> balance_after
  union all
  select account_id, 'time runs backwards at seq ' || seq from chained where recorded_at < recorded_before
  union all
  select c.account_id, 'wrong hash at seq ' || c.seq from chained c
  join tally_ledger.entries e on e.account_id = c.account_id and e.seq = c.seq
  where c.hash is distinct from tally_ledger.recompute_hash(c.hash_before, e)
  union all
  select e.account_id, 'not allocated in full: seq ' || e.seq from tally_ledger.entries e
  left join tally_ledger.entry_grants g on g.account_id = e.account_id and g.seq = e.seq
  group by e.account_id, e.seq, e.credits having abs(e.credits) <> coalesce(sum(g.amount), 0)
  union all
  select g.account_id, 'grant ' || g.id || ' does not have what its entries left'
  from tally_ledger.grant_state g
  left join tally_ledger.entry_grants t on t.account_id = g.account_id and t.grant_id = g.id
  left join tally_ledger.entries e on e.account_id = t.account_id and e.seq = t.seq
  group by g.account_id, g.id, g.remaining
  having g.remaining <> coalesce(sum(case when e.kind = 'grant' then t.amount else -t.amount end), 0)`;

/** Fails when any account's books do not add up: sums, order, gaps, hashes, allocations. */
export async function assertBooks(sql: postgres.Sql): Promise<void> {
  assert.deepEqual([...await sql.unsafe(BROKEN)], []);
}
