/** The two roles this process logs in as, made ready by the owner. */
import { Database, sql } from "./database.ts";
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
  const owner = new Database(ownerUrl, { max: 1, application: "tally api boot" });
  try {
    await ensureAuthTables(new Connection(owner));
    await owner.transaction(async (tx) => {
      // Two stacks booting on one server would otherwise collide on the shared role rows.
      await tx.run("select pg_advisory_xact_lock(hashtext('tally api roles'))");
      await tx.run(`
        do $$ begin
          if not exists (select from pg_catalog.pg_roles where rolname = '${AUTH_ROLE}') then
            create role ${AUTH_ROLE} noinherit;
          end if;
        end $$`);
      const { username, password } = new URL(gatewayUrl);
      for (const role of [username, AUTH_ROLE]) {
        const [login] = await tx.rows<{ statement: string }>(sql`
          select format('alter role %I login password %L', ${role}::text,
            ${decodeURIComponent(password)}::text) as statement`);
        await tx.run(login!.statement);
      }
      await tx.run(`grant usage on schema auth, extensions to ${AUTH_ROLE}`);
      await tx.run(`
        grant select, insert, update, delete on all tables in schema auth to ${AUTH_ROLE}`);
    });
  } finally {
    await owner.close();
  }
}
