/** The two roles this process logs in as, made ready by the owner. */
import { Connection, ensureAuthTables } from "./lite.ts";

/** Auth's own login, named as Supabase names it; it may touch schema `auth` and nothing else. */
const AUTH_ROLE = "supabase_auth_admin";

/** Auth's connection string: the gateway's, under Auth's role. */
export function authUrl(gatewayUrl: string): string {
  const url = new URL(gatewayUrl);
  url.username = AUTH_ROLE;
  return url.href;
}

/**
 * Schema `auth`, and both login roles with the gateway's password, on a database that has
 * platform/roles.sql. Repeatable. The stack calls it before auth_functions.sql and migrations.
 * @param ownerUrl superuser; @param gatewayUrl the `authenticator` connection to be usable after.
 */
export async function prepareDatabase(ownerUrl: string, gatewayUrl: string): Promise<void> {
  const owner = new Connection(ownerUrl, { max: 1, application: "tally api boot" });
  try {
    await ensureAuthTables(owner);
    await owner.driver.begin(async (sql) => {
      // Two stacks booting on one cluster would otherwise collide on the shared role rows.
      await sql`select pg_advisory_xact_lock(hashtext('tally api roles'))`;
      await sql.unsafe(`
        do $$ begin
          if not exists (select from pg_catalog.pg_roles where rolname = '${AUTH_ROLE}') then
            create role ${AUTH_ROLE} noinherit;
          end if;
        end $$`);
      for (const role of [new URL(gatewayUrl).username, AUTH_ROLE]) {
        await sql.unsafe(await loginStatement(sql, role, passwordOf(gatewayUrl)));
      }
      await sql.unsafe(`
        grant usage on schema auth, extensions to ${AUTH_ROLE};
        grant select, insert, update, delete on all tables in schema auth to ${AUTH_ROLE}`);
    });
  } finally {
    await owner.close();
  }
}

async function loginStatement(
  sql: { unsafe(text: string, values: string[]): PromiseLike<Iterable<unknown>> },
  role: string,
  password: string,
): Promise<string> {
  const text = "select format('alter role %I login password %L', $1::text, $2::text) as statement";
  const [row] = [...await sql.unsafe(text, [role, password])] as { statement: string }[];
  return row!.statement;
}

function passwordOf(url: string): string {
  return decodeURIComponent(new URL(url).password);
}
