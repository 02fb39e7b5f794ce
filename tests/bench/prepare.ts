/** A server and a database to measure: production's settings, both ledgers filled. */
import { connect } from "../../sql/_build/scratch.ts";
import { findDebian15 } from "../../supabase/stack/postgres/mod.ts";
import { ownCluster } from "../_support/cluster.ts";
import { migrateForTests } from "../_support/database.ts";
import { ACCOUNTS, userId } from "./scripts.ts";

/** More than one account can spend in a bench. */
const CREDITS = 1_000_000;

/** Durable as shipped (fsync and synchronous_commit on); room, so that no checkpoint falls inside. */
const SETTINGS = { shared_buffers: "512MB", max_wal_size: "4GB", checkpoint_timeout: "30min" };

/** Where to measure, and whether by pgbench. */
export interface Bench {
  url: string;
  /** The address of pgbench, where this machine has it. */
  pgbench: string | undefined;
  version: string;
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
    const people = `generate_series(1, ${ACCOUNTS}) n`;
    await sql.unsafe(`insert into bench.accounts (id, balance)
      select ${userId("n")}::uuid, ${CREDITS} from ${people}`);
    await sql.unsafe(`insert into auth.users (id, email)
      select ${userId("n")}::uuid, n || '@example.test' from ${people}`);
    await sql.unsafe(`select count(tally.grant_credits(tally.account_of(${userId("n")}::uuid),
      ${CREDITS}, 'adjustment', 'bench')) from ${people}`);
    await sql.unsafe("vacuum analyze");
    const [row] = await sql`select current_setting('server_version') as version`;
    const pgbench = debian && `${debian}/pgbench`;
    return { url, pgbench, version: String(row?.version).split(" ")[0]! };
  } finally {
    await sql.end();
  }
}
