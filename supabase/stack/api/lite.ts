/**
 * The only file that knows `@supabase/lite`, and what is wrong with 0.10.0.
 *
 * Each remedy carries the reason it exists; `self_test.ts` proves at boot that each still works.
 * When the package grows up, delete the remedies (and this folder's gate, rpc and admin with them).
 * Its CLI sends telemetry and is never used; this imports the library only, which sends none.
 */
import { App, type EmailDriver } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import { Kysely, PostgresDialect } from "kysely";
import { type Database, sql } from "./database.ts";
import { errorResponse, isFromDatabase, unreachable } from "./errors.ts";
import { currentRequest, sessionSettings } from "./session.ts";

export type { App, EmailDriver };

/** The largest answer a list gives, as `max_rows` of config.toml. */
export const MAX_ROWS = 1000;

type Work<T> = Parameters<typeof PostgresConnection.prototype.withContext<T>>[1];

/** lite's connection on a pool of ours, for the catalogue, for Auth and for the owner's boot work. */
export class Connection extends PostgresConnection {
  /** @param onError hears every failing statement, which lite's Auth answers with a bare 500. */
  constructor(readonly database: Database, onError: (error: unknown) => void = () => {}) {
    super({ url: database.url });
    // lite's own driver sends jsonb encoded twice, numbers and times as PostgreSQL prints them, and
    // ends the process with the server; it stays unconnected. `wire.ts` and `pg` take its place.
    const heard = (error: unknown): never => {
      onError(error);
      throw error;
    };
    const pool = {
      connect: () => database.pool.connect().catch(heard),
      end: () => database.close(),
    };
    this.kysely = new Kysely({
      dialect: new PostgresDialect({ pool }),
      log: (event) => {
        if (event.level === "error") onError(event.error);
      },
    });
  }

  override close(): Promise<void> {
    return this.database.close();
  }
}

/** The gateway's pool: every statement of a request runs as the role its token names. */
export class DataConnection extends Connection {
  constructor(database: Database, private readonly catalogue: Connection) {
    super(database);
  }

  private reading: ReturnType<PostgresConnection["introspect"]> | undefined;

  /**
   * The gateway role may not see what it serves: the catalogue is read over another connection,
   * once for all who wait for it.
   */
  override async introspect(): ReturnType<PostgresConnection["introspect"]> {
    this.reading ??= this.catalogue.introspect();
    const found = await this.reading;
    if (found.functions) return found;
    // lite answers an empty catalogue when it cannot read one, and every view would be a 404.
    this.reading = undefined;
    throw unreachable();
  }

  /** Forgets the catalogue; the next request reads it. */
  refresh(): void {
    this.reading = undefined;
  }

  /** lite logs this of every malformed request, with a stack: one line is enough. */
  override normalizeDbError(error: unknown): unknown {
    if (error instanceof Error) error.stack = `data api: ${error.message}`;
    return error;
  }

  /**
   * lite switches role only when some table has RLS, and on the way grants ALL on every table of
   * such a schema to all three roles. Neither happens here: one transaction, the role of the
   * verified token and PostgREST's `request.*` settings first, always.
   */
  override async withContext<T>(_vars: unknown, work: Work<T>): Promise<T> {
    const request = currentRequest();
    const reading = request.method === "GET" || request.method === "HEAD";
    try {
      return await this.kysely.transaction()
        .setAccessMode(reading ? "read only" : "read write")
        .execute(async (transaction) => {
          await transaction.selectNoFrom((is) =>
            Object.entries(sessionSettings(request)).map(([name, value], at) =>
              is.fn<string>("set_config", [is.val(name), is.val(value), is.val(true)]).as(`s${at}`)
            )
          ).execute();
          return await work(transaction);
        });
    } catch (error) {
      if (!isFromDatabase(error)) throw error;
      // lite turns a plain RAISE into an opaque 500 and logs a stack for every refusal; what this
      // returns in place of its result is the response it sends.
      return errorResponse(error, request.role !== "anon") as T;
    }
  }
}

/** lite's Data API over views and tables of `schemas`. Keys and tokens are checked before it. */
export function dataApp(connection: PostgresConnection, schemas: string[]): App {
  return new App({
    connection,
    api: { enabled: true, schemas, max_rows: MAX_ROWS },
    auth: { enabled: false },
    studio: { enabled: false },
    // lite knows no legacy JWT keys and trusts everyone when it has none: the gate decides instead.
    options: { server: { apiKeys: false, disableStudio: true } },
  });
}

/** What Auth is told about itself. */
export interface AuthSettings {
  jwtSecret: string;
  siteUrl: string;
  confirmEmail: boolean;
  mail: EmailDriver;
}

/** lite's Auth. It runs on its own role, so the gateway role needs no right to `auth`. */
export function authApp(connection: PostgresConnection, auth: AuthSettings): App {
  return new App({
    connection,
    api: { enabled: false },
    studio: { enabled: false },
    auth: {
      enabled: true,
      jwt_secret: auth.jwtSecret,
      site_url: auth.siteUrl,
      additional_redirect_urls: [`${auth.siteUrl}/**`],
      enable_refresh_token_rotation: true,
      // As supabase/config.toml says; lite takes six.
      minimum_password_length: 8,
      email: { enable_confirmations: auth.confirmEmail },
    },
    options: { server: { apiKeys: false, disableStudio: true }, drivers: { email: auth.mail } },
  });
}

/** Creates what is missing of schema `auth`, as its owner; repeatable. */
export async function ensureAuthTables(owner: Connection): Promise<void> {
  const app = new App({
    connection: owner,
    auth: { enabled: true },
    // lite would also make its own shape of supabase_migrations, which the Supabase CLI owns.
    db: { migrations: { enabled: false } },
    studio: { enabled: false },
  });
  await app.ensureSystemSchema();
  const [found] = await owner.database.rows<{ done: boolean }>(
    sql`select to_regclass('auth.refresh_tokens') is not null as done`,
  );
  // lite swallows every error of this step.
  if (found?.done !== true) throw new Error("the auth tables could not be created");
}
