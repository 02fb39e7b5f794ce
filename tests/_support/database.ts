/** Migrated databases for tests, each one's own, and callers with the rights of a role. */
import type postgres from "postgres";
import {
  applyPlatform,
  connect,
  createDatabase,
  dropDatabase,
  migrationFiles,
  replayMigrations,
  urlOf,
} from "../../sql/_build/scratch.ts";
import { sharedCluster } from "./cluster.ts";

/** A migrated database of one's own. `sql` is the owner's pool; `drop` closes it too. */
export interface Fresh {
  url: string;
  sql: postgres.Sql;
  drop(): Promise<void>;
}

/** Templates are built by one process at a time; the number only has to be ours. */
const TEMPLATE_LOCK = 20261120;

/** As on Supabase, the owner finds extensions without their schema: pgTAP files rely on it. */
const OWNER_SETTINGS = `alter role postgres set search_path = "$user", public, extensions`;

async function fingerprint(): Promise<string> {
  const texts = migrationFiles().map((file) => Deno.readTextFileSync(file)).join("\n");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texts));
  return [...new Uint8Array(digest).slice(0, 6)].map((b) => b.toString(16).padStart(2, "0")).join(
    "",
  );
}

/** Platform, migrations and pgTAP, on an empty database. */
export async function migrateForTests(url: string): Promise<void> {
  const sql = connect(url);
  try {
    await sql.unsafe(OWNER_SETTINGS);
    await applyPlatform(sql);
    await sql.unsafe("create extension if not exists pgtap schema extensions");
  } finally {
    await sql.end();
  }
  const migrated = connect(url);
  try {
    await replayMigrations(migrated);
  } finally {
    await migrated.end();
  }
}

async function buildTemplate(clusterUrl: string, name: string): Promise<void> {
  const admin = connect(clusterUrl);
  try {
    await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
    const found = await admin`select from pg_database where datname = ${name}`;
    if (found.length > 0) return;
    const draft = `${name}_draft`;
    await dropDatabase(clusterUrl, draft);
    await migrateForTests(await createDatabase(clusterUrl, draft));
    await admin.unsafe(`alter database ${draft} rename to ${name}`);
  } finally {
    await admin.end();
  }
}

let template: Promise<string> | undefined;

async function readyTemplate(clusterUrl: string): Promise<string> {
  const name = `tally_template_${await fingerprint()}`;
  await buildTemplate(clusterUrl, name);
  return name;
}

/** Makes the shared template now, so that no test's time holds it. */
async function warmTemplate(): Promise<void> {
  await (template ??= readyTemplate(await sharedCluster()));
}

/**
 * A copy of the migrated template on the shared server, in a fraction of a second.
 * `options` go to the pool (`max` connections: 10 unless told).
 */
export async function freshDatabase(
  options: postgres.Options<Record<string, never>> = {},
): Promise<Fresh> {
  const clusterUrl = await sharedCluster();
  await warmTemplate();
  const name = `t_${crypto.randomUUID().replaceAll("-", "")}`;
  const url = await createDatabase(clusterUrl, name, await template!);
  const sql = connect(url, { max: 10, ...options });
  return {
    url,
    sql,
    drop: async () => {
      await sql.end({ timeout: 1 });
      await dropDatabase(clusterUrl, name);
    },
  };
}

type Work<T> = (tx: postgres.TransactionSql) => Promise<T>;

async function withClaims<T>(sql: postgres.Sql, claims: { role: string }, work: Work<T>) {
  return await sql.begin(async (tx) => {
    await tx`select set_config('role', ${claims.role}, true),
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
    return await work(tx);
  }) as T;
}

/** Runs `work` in one transaction as a signed-in user, as the Data API would. */
export function asUser<T>(sql: postgres.Sql, userId: string, work: Work<T>): Promise<T> {
  const claims = { role: "authenticated", sub: userId, aud: "authenticated", aal: "aal1" };
  return withClaims(sql, claims, work);
}

/** Runs `work` in one transaction as the service. */
export function asService<T>(sql: postgres.Sql, work: Work<T>): Promise<T> {
  return withClaims(sql, { role: "service_role" }, work);
}

/** Signs a person up (a row of auth.users) and answers the user's id. */
export async function signUp(sql: postgres.Sql, email?: string): Promise<string> {
  const id = crypto.randomUUID();
  await sql`insert into auth.users (id, email, email_confirmed_at)
    values (${id}, ${email ?? `${id}@example.test`}, now())`;
  return id;
}

export { urlOf };
