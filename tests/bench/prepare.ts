/** A server and a database to measure: production's settings, both ledgers filled. */
import { connect } from "../../sql/_build/scratch.ts";
import { findDebian15 } from "../../supabase/stack/postgres/mod.ts";
import { ownCluster } from "../_support/cluster.ts";
import { migrateForTests } from "../_support/database.ts";
import { ACCOUNTS, userId } from "./scripts.ts";

/** More than one account can spend in a bench. */
const CREDITS = 1_000_000;

/**
 * Durable as shipped (fsync and synchronous_commit on), with room, so that no checkpoint falls inside.
 * Nothing preloaded: plpgsql_check hooks every statement of PL/pgSQL, which the floor has hardly any of.
 */
const SETTINGS = {
  shared_buffers: "512MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "30min",
  shared_preload_libraries: "",
};

/** Where to measure, and whether by pgbench. */
export interface Bench {
  url: string;
  /** The address of pgbench, where this machine has it. */
  pgbench: string | undefined;
  version: string;
  /** Seconds of processor time the server's finished sessions took so far (Linux only). */
  cpuSeconds(): Promise<number | undefined>;
}

/** Processor time of ended children, from the postmaster's own books; ticks are 1/100 s. */
async function cpuOf(postmaster: number): Promise<number | undefined> {
  const stat = await Deno.readTextFile(`/proc/${postmaster}/stat`).catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Runs one statement per half of the people, side by side: filling takes longest. */
async function forPeople(url: string, statement: (people: string) => string): Promise<void> {
  const half = ACCOUNTS / 2;
  await Promise.all([[1, half], [half + 1, ACCOUNTS]].map(async ([from, to]) => {
    const sql = connect(url);
    await sql.unsafe(statement(`generate_series(${from}, ${to}) n`));
    await sql.end();
  }));
}

/** Starts the server and fills both ledgers with the same people and balances. */
export async function prepare(onProgress: (line: string) => void): Promise<Bench> {
  const debian = findDebian15();
  onProgress("starting PostgreSQL");
  const url = await ownCluster(debian ? "debian15" : "embedded", SETTINGS);
  await migrateForTests(url);
  const sql = connect(url);
  try {
    onProgress(`opening ${ACCOUNTS} accounts in each ledger`);
    await sql.unsafe(await Deno.readTextFile(new URL("floor.sql", import.meta.url)));
    await forPeople(url, (people) =>
      `insert into bench.accounts (id, balance)
      select ${userId("n")}::uuid, ${CREDITS} from ${people}`);
    await forPeople(url, (people) =>
      `insert into auth.users (id, email)
      select ${userId("n")}::uuid, n || '@example.test' from ${people}`);
    await forPeople(url, (people) =>
      `select count(tally.grant_credits(
      tally.account_of(${userId("n")}::uuid), ${CREDITS}, 'adjustment', 'bench')) from ${people}`);
    await sql.unsafe("vacuum analyze");
    const [row] = await sql`select current_setting('server_version') as version,
      split_part(pg_read_file('postmaster.pid'), e'\n', 1)::int as pid`;
    return {
      url,
      pgbench: debian && `${debian}/pgbench`,
      version: String(row?.version).split(" ")[0]!,
      cpuSeconds: () => cpuOf(row?.pid),
    };
  } finally {
    await sql.end();
  }
}
