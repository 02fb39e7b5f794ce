/** A stack under load, its processes by name, and what must hold after any crash. */
import assert from "node:assert/strict";
import postgres from "postgres";
import type { StackInfo } from "../../supabase/stack/table.ts";

/** Processes can be found by name only where /proc is. */
export const noProc = Deno.build.os === "linux" ? undefined : "chaos tests need Linux's /proc";

async function childrenOf(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`).catch(() => "");
  return text.trim().split(" ").filter(Boolean).map(Number);
}

/** The child of a stack whose command line or environment holds `mark`. */
export async function childOf(stack: number, mark: string): Promise<number> {
  for (const pid of await childrenOf(stack)) {
    const read = (file: string) => Deno.readTextFile(`/proc/${pid}/${file}`).catch(() => "");
    if (`${await read("cmdline")}\0${await read("environ")}`.includes(mark)) return pid;
  }
  throw new Error(`no child of ${stack} has ${mark}`);
}

/** The server of a stack. */
export async function postmasterOf(info: StackInfo): Promise<number> {
  const sql = postgres(info.db_url, { max: 1 });
  const [row] = await sql`select current_setting('data_directory') as folder`;
  await sql.end();
  return Number((await Deno.readTextFile(`${row!.folder}/postmaster.pid`)).split("\n")[0]);
}

/** Whether a process exists and is not a dead one nobody collected. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) Z /.test(stat);
}

/** Waits until `ask` says yes; answers the milliseconds it took, fails after `limit`. */
export async function within(
  limit: number,
  what: string,
  ask: () => Promise<boolean>,
): Promise<number> {
  const begun = performance.now();
  while (!await ask().catch(() => false)) {
    assert.ok(performance.now() - begun < limit, `${what}: not within ${limit} ms`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return Math.round(performance.now() - begun);
}

/** The demo user's session and account. */
export interface Spender {
  info: StackInfo;
  token: string;
  account: string;
}

async function call(info: StackInfo, door: string, bearer: string, key: string, body: unknown) {
  return await fetch(`${info.api_url}/rest/v1/rpc/${door}`, {
    method: "POST",
    headers: {
      "apikey": key,
      "authorization": `Bearer ${bearer}`,
      "content-profile": "tally",
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
}

/** Signs the demo user in and gives the account credits to spend. */
export async function spender(info: StackInfo, credits: number): Promise<Spender> {
  const answer = await fetch(`${info.api_url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { "apikey": info.publishable_key, "content-type": "application/json" },
    body: JSON.stringify({ email: info.demo.email, password: info.demo.password }),
  });
  const { access_token: token } = await answer.json();
  const balance = await call(info, "balance", token, info.publishable_key, {});
  const { account_id: account } = await balance.json();
  const grant = { account, credits, source: "adjustment", idempotency_key: crypto.randomUUID() };
  const granted = await call(info, "grant_credits", info.secret_key, info.secret_key, grant);
  assert.equal(granted.status, 200, await granted.text());
  return { info, token, account };
}

/** One spend; undefined when the connection itself broke. */
export async function spend(who: Spender, key: string): Promise<Response | undefined> {
  const body = { action: "chapter_creation", idempotency_key: key };
  return await call(who.info, "spend", who.token, who.info.publishable_key, body)
    .catch(() => undefined);
}

/** Spends without a pause from several sides until told to stop. */
export function load(who: Spender, sides = 4) {
  let going = true;
  const confirmed = new Set<string>();
  const unknown = new Set<string>();
  /** What was answered instead of 200, as `status message`. */
  const refusals = new Map<string, number>();
  const side = async () => {
    while (going) {
      const key = crypto.randomUUID();
      const answer = await spend(who, key);
      if (answer?.status === 200) {
        await answer.body?.cancel();
        confirmed.add(key);
        continue;
      }
      unknown.add(key);
      const body = await answer?.json().catch(() => ({ message: "not JSON" }));
      const said = answer ? `${answer.status} ${body?.message}` : "connection";
      refusals.set(said, (refusals.get(said) ?? 0) + 1);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const sidesDone = Array.from({ length: sides }, side);
  return {
    confirmed,
    unknown,
    refusals,
    stop: async () => {
      going = false;
      await Promise.all(sidesDone);
    },
  };
}

/** Every confirmed spend was booked exactly once, and the balance is the sum of its entries. */
export async function assertWhole(who: Spender, confirmed: Set<string>): Promise<void> {
  const sql = postgres(who.info.db_url, { max: 1 });
  try {
    const keys = [...confirmed];
    const booked = await sql`
      select key from tally_ledger.entries
      where account_id = ${who.account} and key = any(${keys})`;
    assert.equal(booked.length, keys.length, "a confirmed spend is missing or doubled");
    const [row] = await sql`
      select a.balance = sum(e.credits) as agrees, a.seq = count(*) as gapless
      from tally_ledger.accounts a join tally_ledger.entries e on e.account_id = a.id
      where a.id = ${who.account} group by a.id`;
    assert.equal(row?.agrees, true, "the balance is not the sum of its entries");
    assert.equal(row?.gapless, true, "an entry is missing");
  } finally {
    await sql.end();
  }
}
