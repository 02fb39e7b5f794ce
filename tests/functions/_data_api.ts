/**
 * The doors over HTTP as PostgREST serves them, on one real database: small enough that a test can take
 * it away and put it back. What it does not do (views, filters) the functions do not use either.
 */
import type postgres from "postgres";
import { decode } from "../../functions/_shared/jwt.ts";

/** A running API. `stop` leaves its port free, `start` takes it again. */
export interface DataApi {
  readonly url: string;
  stop(): Promise<void>;
  start(): void;
}

/** Who calls: the secret key is the service, any other bearer a token (verified by the function). */
function claimsOf(request: Request, secretKey: string): Record<string, unknown> {
  const bearer = request.headers.get("authorization")?.slice("Bearer ".length) ?? "";
  return bearer === secretKey ? { role: "service_role" } : decode(bearer).claims;
}

/** The text of a call: what is returned decides how it becomes JSON. */
async function callOf(sql: postgres.Sql, door: string, names: string[]): Promise<string> {
  const [found] = await sql`
    select p.prorettype = 'void'::regtype as "isVoid" from pg_proc p
    where p.pronamespace = 'tally'::regnamespace and p.proname = ${door}`;
  const args = names.map((name, index) => `"${name}" => $${index + 1}`).join(", ");
  const call = `tally."${door}"(${args})`;
  return found?.isVoid ? `select ${call}::text as answer` : `select to_jsonb(${call}) as answer`;
}

async function run(sql: postgres.Sql, door: string, request: Request, secretKey: string) {
  const body: Record<string, never> = JSON.parse(await request.text() || "{}");
  const text = await callOf(sql, door, Object.keys(body));
  const claims = claimsOf(request, secretKey);
  const headers = Object.fromEntries(request.headers);
  const rows = await sql.begin(async (tx) => {
    await tx`select set_config('role', ${String(claims.role)}, true),
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('request.headers', ${JSON.stringify(headers)}, true)`;
    return await tx.unsafe(text, Object.values(body));
  });
  return rows[0]?.answer ?? null;
}

/** A raised error → PostgREST's answer to it. */
function refuse(thrown: unknown): Response {
  const { code = "XX000", message = "", detail, hint } = thrown as {
    code?: string;
    message?: string;
    detail?: string;
    hint?: string;
  };
  if (code === "PGRST") {
    const { status, headers } = JSON.parse(detail ?? "{}");
    return new Response(message, { status, headers });
  }
  const status = /^PT\d{3}$/.test(code) ? Number(code.slice(2)) : code === "42501" ? 403 : 500;
  const body = { code, message, details: detail ?? null, hint: hint ?? null };
  return Response.json(body, { status });
}

/** Serves the doors of `sql`'s database to holders of a token or of `secretKey`. */
export function serveDoors(sql: postgres.Sql, secretKey: string): DataApi {
  const answer = async (request: Request): Promise<Response> => {
    const door = new URL(request.url).pathname.split("/").at(-1) ?? "";
    try {
      return Response.json(await run(sql, door, request, secretKey));
    } catch (thrown) {
      return refuse(thrown);
    }
  };
  const serve = (port: number) =>
    Deno.serve({ port, hostname: "127.0.0.1", onListen() {} }, answer);
  let server: Deno.HttpServer<Deno.NetAddr> | undefined = serve(0);
  const { port } = server.addr;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await server?.shutdown();
      server = undefined;
    },
    start: () => void (server ??= serve(port)),
  };
}
