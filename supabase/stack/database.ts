import postgres from "postgres";
import { connect, migrationFiles, runFile } from "../../sql/_build/scratch.ts";
import { applyCatalog } from "./catalog.ts";
import type { Environment } from "./environment.ts";
import { messageOf, StackError } from "./errors.ts";

const PLATFORM = new URL("./platform/", import.meta.url);
const SEED = new URL("../seed.sql", import.meta.url);

/** How the database of a home is made ready. */
export interface DatabaseOptions {
  ownerUrl: string;
  /** The connection of role authenticator, usable afterwards. */
  gatewayUrl: string;
  environment: Environment;
  say: (line: string) => void;
}

interface Migration {
  version: string;
  name: string;
  text: string;
}

async function readMigrations(): Promise<Migration[]> {
  const files = migrationFiles();
  return await Promise.all(files.map(async (file) => {
    const [, version, name] = file.pathname.match(/\/(\d+)_(.*)\.sql$/) ?? [];
    if (!version) throw new StackError(`${file.pathname} is no migration: name it <digits>_x.sql.`);
    return { version, name: name ?? "", text: await Deno.readTextFile(file) };
  }));
}

/** The history as the Supabase CLI keeps it, so that its `migration list` reads ours. */
const HISTORY = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key, statements text[], name text)`;

async function applyMigrations(sql: postgres.Sql, say: (line: string) => void): Promise<void> {
  await sql.unsafe(HISTORY);
  const rows = await sql<{ version: string; text: string | null }[]>`
    select version, statements[1] as text from supabase_migrations.schema_migrations`;
  const applied = new Map(rows.map((row) => [row.version, row.text]));
  for (const migration of await readMigrations()) {
    const before = applied.get(migration.version);
    if (before !== undefined) {
      requireSame(migration, before);
      continue;
    }
    say(`applying migration ${migration.version}_${migration.name}`);
    await sql.unsafe(withHistory(migration)).simple();
  }
}

/** A migration and its line of history in the migration's own transaction: both or neither. */
function withHistory({ version, name, text }: Migration): string {
  const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const entry = `insert into supabase_migrations.schema_migrations (version, name, statements)
    values (${quote(version)}, ${quote(name)}, array[${quote(text)}]);`;
  const commit = /\ncommit;\s*$/i;
  if (commit.test(text)) return text.replace(commit, () => `\n${entry}\ncommit;\n`);
  return `begin;\n${text}\n;${entry}\ncommit;\n`;
}

/** Until the first release the one migration is generated anew: an old home cannot follow it. */
function requireSame(migration: Migration, before: string | null): void {
  if (before === migration.text) return;
  throw new StackError(
    `The migration ${migration.version} has changed since this home applied it: empty the home with ` +
      "`deno task reset`, or choose another place with --home.",
  );
}

async function declareMode(sql: postgres.Sql, testing: boolean): Promise<void> {
  try {
    // seed.sql declares a test deployment, for `supabase start` as well.
    if (testing) await runFile(sql, SEED);
    else await sql`select tally_base.set_mode('live')`;
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== "55000" && !/another mode/.test(messageOf(thrown))) {
      throw thrown;
    }
    throw new StackError(
      `TESTING_MODE=${testing} does not fit this home, which was made in the other mode: empty it ` +
        "with `deno task reset`, or choose another place with --home.",
    );
  }
}

async function applySettings(sql: postgres.Sql, environment: Environment): Promise<void> {
  const settings: Record<string, boolean | string | undefined> = {
    payments_enabled: environment.PAYMENTS_ENABLED,
    welcome_credits: environment.WELCOME_CREDITS,
  };
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    await sql`select tally_base.set_setting(${name}, ${String(value)}::text::jsonb)`;
  }
}

async function isMade(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<{ made: boolean }[]>`
    select to_regclass('supabase_migrations.schema_migrations') is not null as made`;
  return row!.made;
}

/** Brings a database to what this repository says; a second time it only checks and sets. */
export async function prepareDatabase(options: DatabaseOptions): Promise<void> {
  const { ownerUrl, gatewayUrl, environment, say } = options;
  const sql = connect(ownerUrl);
  try {
    if (!await isMade(sql)) {
      say("making roles and Auth's tables");
      await runFile(sql, new URL("roles.sql", PLATFORM));
      const api = await import("./api/roles.ts");
      await api.prepareDatabase(ownerUrl, gatewayUrl);
      await runFile(sql, new URL("auth_functions.sql", PLATFORM));
    }
    await applyMigrations(sql, say);
    await declareMode(sql, environment.TESTING_MODE ?? true);
    await applySettings(sql, environment);
    await applyCatalog(sql, environment.creditCosts);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
