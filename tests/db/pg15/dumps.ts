/** Databases of the PostgreSQL 15 server, installed one way or another, as pg_dump writes them. */
import assert from "node:assert/strict";
import {
  applyPlatform,
  connect,
  createDatabase,
  replayMigrations,
} from "../../../sql/_build/scratch.ts";
import { findDebian15 } from "../../../supabase/stack/postgres/mod.ts";
import { run } from "../../_support/programs.ts";

/** Installs our schemas into the database at this address. */
export type Install = (database: string) => Promise<void>;

/** Every migration, oldest first. */
export const replay: Install = async (database) => {
  const sql = connect(database);
  await replayMigrations(sql);
  await sql.end();
};

/** The lines of pg_dump for our schemas, in a new database with the platform and `install`. */
export async function dumpOf(serverUrl: string, install: Install): Promise<string[]> {
  const name = `dump_${crypto.randomUUID().slice(0, 8)}`;
  const database = await createDatabase(serverUrl, name);
  const sql = connect(database);
  await applyPlatform(sql);
  await sql.end();
  await install(database);
  const args = ["--schema-only", "--schema=tally*", database];
  const out = await run(`${findDebian15()}/pg_dump`, args);
  assert.equal(out.code, 0, out.stderr);
  // Each dump carries a random key against injection into psql.
  return out.stdout.split("\n").filter((line) => !/^\\(un)?restrict /.test(line));
}
