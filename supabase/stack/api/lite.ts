/**
 * The only file that knows `@supabase/lite`, and what is wrong with 0.10.0.
 *
 * Each remedy carries the reason it exists; `self_test.ts` proves at boot that each still works.
 * When the package grows up, delete the remedies (and this folder's gate, rpc and admin with them).
 * Its CLI sends telemetry and is never used; this imports the library only, which sends none.
 */
import { App, type EmailDriver } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import { errorResponse, isFromDatabase, unreachable } from "./errors.ts";
import { asNumber, isoTime } from "./wire.ts";
import { currentRequest, sessionSettings } from "./session.ts";

/** The largest answer a list gives, as `max_rows` of config.toml. */
export const MAX_ROWS = 1000;

type Work<T> = Parameters<typeof PostgresConnection.prototype.withContext<T>>[1];

/** How values travel: jsonb, numeric and times as PostgREST and GoTrue write them. */
const WIRE_TYPES = {
  // lite hands over JSON text and its driver stringifies that again: text is passed as it is.
  json: { to: 114, from: [114], serialize: jsonText, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize: jsonText, parse: JSON.parse },
  // lite leaves 5.000000 a string because it does not print like a double: PostgREST sends 5.000000.
  numeric: { to: 1700, from: [1700], serialize: String, parse: asNumber },
  // lite sends "2026-11-20 12:00:00+00", which is not ISO 8601.
  timestamp: { to: 1114, from: [1114], serialize: String, parse: isoTime },
  timestamptz: { to: 1184, from: [1184], serialize: String, parse: isoTime },
};

function jsonText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What every pool of this process is opened with. */
export interface PoolOptions {
  max: number;
  application: string;
}

function open(url: string, { max, application }: PoolOptions) {
  return {
    url,
    postgresOptions: {
      max,
      // postgres.js waits up to 20 s after failures: a database that is back must be noticed at once.
      backoff: () => 0.2,
      connect_timeout: 5,
      idle_timeout: 60,
      // "relation already exists, skipping" is not news.
      onnotice: () => {},
      connection: { application_name: application },
      types: WIRE_TYPES,
    },
  };
}

/** A pool with our wire types, for the catalogue, for Auth and for the owner's boot work. */
export class Connection extends PostgresConnection {
  constructor(url: string, pool: PoolOptions) {
    super(open(url, pool));
  }
}

/** The gateway's pool: every statement of a request runs as the role its token names. */
export class DataConnection extends Connection {
  constructor(url: string, private readonly catalogue: Connection) {
    super(url, { max: 10, application: "tally data api" });
  }

  /** The gateway role may not see what it serves; the catalogue is read over another connection. */
  override async introspect(
    options?: { useCache?: boolean },
  ): ReturnType<PostgresConnection["introspect"]> {
    const found = await this.catalogue.introspect(options);
    // lite answers an empty catalogue when it cannot read one, and every view would be a 404.
    if (!found.functions) throw unreachable();
    return found;
  }

  override clearSchemaCache(): Promise<void> {
    return this.catalogue.clearSchemaCache();
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
      email: { enable_confirmations: auth.confirmEmail },
    },
    options: { server: { apiKeys: false, disableStudio: true }, drivers: { email: auth.mail } },
  });
}

/** Creates what is missing of schema `auth`, as its owner; repeatable. */
export async function ensureAuthTables(owner: PostgresConnection): Promise<void> {
  const app = new App({
    connection: owner,
    auth: { enabled: true },
    // lite would also make its own shape of supabase_migrations, which the Supabase CLI owns.
    db: { migrations: { enabled: false } },
    studio: { enabled: false },
  });
  await app.ensureSystemSchema();
  const [found] = await owner.driver`select to_regclass('auth.refresh_tokens') is not null as done`;
  // lite swallows every error of this step.
  if (found?.done !== true) throw new Error("the auth tables could not be created");
}
