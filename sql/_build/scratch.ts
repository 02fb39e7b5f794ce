/** Throw-away databases: a bare one with what Supabase's platform owns, ours replayed on top. */
import postgres from "postgres";
import { errorLine } from "./assemble.ts";

const REPOSITORY = new URL("../../", import.meta.url);
const PLATFORM = new URL("supabase/stack/platform/", REPOSITORY);

/** Where migrations live. */
export const MIGRATIONS = new URL("supabase/migrations/", REPOSITORY);

/** One connection, notices unread: multi-statement files need `max: 1` to carry transactions. */
export function connect(url: string, options: postgres.Options<Record<string, never>> = {}) {
  return postgres(url, { max: 1, onnotice: () => {}, ...options });
}

/** The same server's address with another database's name. */
export function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Creates a database (a copy of `template` when given) and answers its address. */
export async function createDatabase(clusterUrl: string, name: string, template = "template1") {
  const admin = connect(clusterUrl);
  try {
    // A file copy: in a small cluster it beats the write-ahead log by far.
    await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
  } finally {
    await admin.end();
  }
  return urlOf(clusterUrl, name);
}

/** Drops a database, ending whoever is still connected. */
export async function dropDatabase(clusterUrl: string, name: string): Promise<void> {
  const admin = connect(clusterUrl);
  try {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
  } finally {
    await admin.end();
  }
}

/** Runs a whole file; an error names the file and the line. */
export async function runFile(sql: postgres.Sql, file: URL): Promise<void> {
  const text = await Deno.readTextFile(file);
  try {
    await sql.unsafe(text).simple();
  } catch (error) {
    const line = errorLine(text, error);
    const name = file.pathname.slice(REPOSITORY.pathname.length);
    throw new Error(`${name}${line ? `:${line}` : ""}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Roles, auth tables and auth functions, as a Supabase project has them before us. */
export async function applyPlatform(sql: postgres.Sql): Promise<void> {
  for (const name of ["roles.sql", "auth_tables.sql", "auth_functions.sql"]) {
    await runFile(sql, new URL(name, PLATFORM));
  }
}

/** Our migrations, oldest first. */
export function migrationFiles(): URL[] {
  return [...Deno.readDirSync(MIGRATIONS)].map((entry) => entry.name)
    .filter((name) => name.endsWith(".sql")).sort().map((name) => new URL(name, MIGRATIONS));
}

/** Replays every migration on a prepared database. */
export async function replayMigrations(sql: postgres.Sql): Promise<void> {
  for (const file of migrationFiles()) await runFile(sql, file);
}
