/** Debian's PostgreSQL 15 with real pg_cron, migrated as a hosted project would be. */
import { connect } from "../../../sql/_build/scratch.ts";
import { findDebian15 } from "../../../supabase/stack/postgres/mod.ts";
import { ownCluster } from "../../_support/cluster.ts";
import { migrateForTests } from "../../_support/database.ts";

/** Why this leg cannot run here, or undefined. */
export const missing = findDebian15()
  ? undefined
  : "Debian's PostgreSQL 15 is not installed (postgresql-15, -15-cron, -15-pgtap, -15-plpgsql-check)";

/** Every job fires within the minute, however rarely it is meant to. */
const HURRY = `select cron.alter_job(jobid, schedule := '* * * * *') from cron.job`;

/**
 * Starts the server; its database `postgres` has pg_cron, pgTAP, plpgsql_check and our migrations.
 * Every job of ours is due at the next full minute.
 */
export async function startDebian15(): Promise<string> {
  const url = await ownCluster("debian15", { fsync: "off", full_page_writes: "off" });
  const sql = connect(url);
  try {
    await sql.unsafe("create extension pg_cron with schema pg_catalog");
    await migrateForTests(url);
    await sql.unsafe("create extension plpgsql_check schema extensions");
    await sql.unsafe(HURRY);
  } finally {
    await sql.end();
  }
  return url;
}
