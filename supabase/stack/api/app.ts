/** The Data API and Auth as one `fetch`: routing, the gate, the schema profile, CORS. */
import { createAuth } from "./auth.ts";
import { Catalogue } from "./catalogue.ts";
import type { ApiConfig } from "./config.ts";
import { Database, listen } from "./database.ts";
import { errorResponse, refusal, unreachable } from "./errors.ts";
import { callerOf } from "./gate.ts";
import { json, preflight, shared } from "./http.ts";
import { Connection, dataApp, DataConnection } from "./lite.ts";
import { authUrl } from "./roles.ts";
import { callFunction } from "./rpc.ts";
import type { DataRequest } from "./session.ts";
import { relationServer } from "./tables.ts";
import { Tokens } from "./tokens.ts";

/** A running API: `fetch` answers any request, `close` ends its database connections. */
export interface Api {
  fetch(request: Request): Promise<Response>;
  gateway: Database;
  close(): Promise<void>;
}

/**
 * @param schema the only exposed schema.
 * @param Gateway the gateway's connection; a test gives a lesser one to see the self-test refuse.
 */
export function createApi(config: ApiConfig, schema = "tally", Gateway = DataConnection): Api {
  const gateway = new Database(config.databaseUrl, { max: 10, application: "tally data api" });
  const users = new Database(authUrl(config.databaseUrl), { max: 4, application: "tally auth" });
  const owner = new Database(config.ownerUrl, { max: 2, application: "tally api catalogue" });
  const connection = new Gateway(gateway, new Connection(owner));
  const catalogue = new Catalogue(owner, schema);
  const tokens = new Tokens(config.jwtSecret);
  const keys = { publishable: config.publishableKey, secret: config.secretKey };
  const auth = createAuth({ ...config, keys, tokens }, users);
  const relation = relationServer(dataApp(connection, [schema]), connection, schema);
  // After a migration, as at PostgREST.
  const deaf = listen(config.ownerUrl, "pgrst", () => {
    catalogue.refresh();
    connection.refresh();
  });

  async function data(request: Request, path: string): Promise<Response> {
    const caller = await callerOf(request, keys, tokens);
    if (caller instanceof Response) return caller;
    const call: DataRequest = {
      ...caller,
      schema,
      path: path.slice("/rest/v1".length),
      method: request.method,
      headers: request.headers,
    };
    try {
      requireProfile(request, schema);
      if (/^\/rest\/v1\/rpc\/[A-Za-z_]\w*$/.test(path)) {
        return await callFunction(request, call, gateway, catalogue);
      }
      if (/^\/rest\/v1\/[A-Za-z_]\w*$/.test(path)) return await relation(request, call);
      throw refusal(404, "PGRST125", "Invalid path specified in request URL");
    } catch (error) {
      return errorResponse(error, call.role !== "anon");
    }
  }

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    if (request.method === "OPTIONS") return preflight(request);
    if (path === "/_ready") return await ready(owner);
    if (path.startsWith("/rest/v1/")) return await data(request, path);
    if (path.startsWith("/auth/v1/")) return await auth(request);
    return json(404, { message: "no Route matched with those values" });
  }

  return {
    gateway,
    fetch: async (request) => shared(await answer(request)),
    async close() {
      await deaf();
      await Promise.all([gateway, users, owner].map((database) => database.close()));
    },
  };
}

/** PostgREST's profile headers: absent means the first exposed schema, ours; any other is refused. */
function requireProfile(request: Request, schema: string): void {
  const reading = request.method === "GET" || request.method === "HEAD";
  const asked = request.headers.get(reading ? "Accept-Profile" : "Content-Profile");
  if (asked === null || asked === schema) return;
  const hint = `Only the following schemas are exposed: ${schema}`;
  throw refusal(406, "PGRST106", `Invalid schema: ${asked}`, null, hint);
}

/** Asked on the owner's pool: callers who keep the gateway's busy do not make us unready. */
async function ready(owner: Database): Promise<Response> {
  try {
    await owner.run("select 1");
    return json(200, { status: "ok" });
  } catch {
    return errorResponse(unreachable(), false);
  }
}
