/** The probes, one per remedy of lite.ts and per promise of the gate. */
import { isDeepStrictEqual as same } from "node:util";
import { decode } from "../../../functions/_shared/jwt.ts";
import { sql } from "./database.ts";
import type { Bench, Probe } from "./self_test.ts";
import { PROBE_SCHEMA } from "./self_test_objects.ts";

type Who = "anon" | "user" | "service";

export const PROBES: Probe[] = [
  {
    lost: "the gateway role has rights of its own (superuser, inherit, bypassrls or create)",
    async holds({ gateway }) {
      const [role] = await gateway.rows<{ plain: boolean }>(sql`
        select not (rolsuper or rolinherit or rolbypassrls or rolcreaterole or rolcreatedb) as plain
        from pg_roles where rolname = session_user`);
      return role?.plain === true;
    },
  },
  {
    lost: "a role of the API may read or write the tables of schema auth",
    async holds({ owner }) {
      const open = await owner.rows(sql`
        select from pg_class c
          cross join unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) as r(role)
        where c.relnamespace = 'auth'::regnamespace and c.relkind in ('r', 'v', 'm')
          and has_table_privilege(r.role, c.oid, 'select, insert, update, delete')`);
      return open.length === 0;
    },
  },
  {
    lost: "a request without an API key, or with a wrong one, is served",
    async holds({ probed, served }) {
      const wrong = { apikey: "sb_publishable_wrong" };
      const statuses = await Promise.all([
        probed(new Request(data("who"), { method: "POST" })),
        probed(new Request(data("who"), { method: "POST", headers: wrong })),
        probed(new Request(data("plain"), { headers: wrong })),
        served(new Request("http://api/auth/v1/settings")),
      ]);
      return statuses.every((answer) => answer.status === 401);
    },
  },
  {
    lost: "a forged, an unsigned or an expired token is accepted",
    async holds({ probed, config, user, tokens }) {
      const [head, body, signature] = user.token.split(".") as [string, string, string];
      const unsigned = btoa(JSON.stringify({ alg: "none", typ: "JWT" })).replaceAll("=", "");
      const forged = [...signature].reverse().join("");
      const expired = { aud: "authenticated", role: "authenticated", iat: 1, exp: 2 };
      const tried = [
        `${head}.${body}.${forged}`,
        `${unsigned}.${body}.`,
        await tokens.sign(expired),
      ];
      const answers = await Promise.all(tried.map((token) =>
        probed(
          new Request(data("plain"), {
            headers: { apikey: config.publishableKey, Authorization: `Bearer ${token}` },
          }),
        )
      ));
      return answers.every((answer) => answer.status === 401);
    },
  },
  {
    lost: "more of @supabase/lite is open than the Data API and the pages of Auth we use",
    async holds({ served, config }) {
      const headers = { apikey: config.secretKey };
      const closed = ["/", "/_system", "/_system/info", "/storage/v1/bucket", "/auth/v1/authorize"];
      const answers = await Promise.all(
        closed.map((path) => served(new Request(`http://api${path}`, { headers }))),
      );
      return answers.every((answer) => answer.status === 404);
    },
  },
  {
    lost: "another schema than the exposed one is served",
    async holds(bench) {
      for (const profile of ["public", "auth", "pg_catalog"]) {
        const answer = await table(bench, "service", "plain", { "Accept-Profile": profile });
        if (answer.status !== 406) return false;
      }
      return (await table(bench, "user", "plain")).status === 200;
    },
  },
  {
    lost: "statements do not run as the role of the token, with and without row level security",
    async holds(bench) {
      const roles = { anon: "anon", user: "authenticated", service: "service_role" } as const;
      for (const who of Object.keys(roles) as Who[]) {
        if (await call(bench, who, "who") !== roles[who]) return false;
      }
      const refused = await table(bench, "anon", "plain");
      const served = await table(bench, "user", "plain");
      const guarded = await table(bench, "user", "guarded");
      return refused.status === 401 && served.status === 200 && guarded.status === 403;
    },
  },
  {
    lost: "tables with row level security are granted to the API's roles on the way",
    async holds({ owner }) {
      const granted = await owner.rows(sql`
        select from pg_class c
          cross join unnest(array['anon', 'authenticated', 'service_role']) as r(role)
        where c.oid = ${`${PROBE_SCHEMA}.guarded`}::regclass and has_table_privilege(r.role, c.oid,
          'select, insert, update, delete, truncate')
        union all
        select from pg_default_acl where defaclnamespace = ${PROBE_SCHEMA}::regnamespace`);
      return granted.length === 0;
    },
  },
  {
    lost: "SQL cannot read the request's method, headers and claims",
    async holds(bench) {
      const said = await call(bench, "user", "said", {}, { "X-Probe": "heard" });
      return same(said, { method: "POST", header: "heard", sub: bench.user.id });
    },
  },
  {
    lost: "jsonb arguments are encoded twice",
    holds: async (bench) =>
      same(await call(bench, "user", "echo", { value: { a: [1] } }), { a: [1] }),
  },
  {
    lost: "numbers, times or rows do not travel as PostgREST writes them",
    async holds(bench) {
      const row = { id: 1, amount: 5, at: "2026-11-20T12:00:00+00:00", note: { a: 1 } };
      const rows = await (await table(bench, "user", "plain")).json();
      return same(rows, [row]) &&
        same(await call(bench, "user", "amount", { value: 5 }), { ...row, note: null });
    },
  },
  {
    lost: "errors of SQL do not keep their code, status and headers",
    async holds(bench) {
      const said = (code: string, message: string, detail = "") =>
        ask(bench, "user", "rpc/fail", { code, message, detail });
      const paid = await said("PT402", "insufficient_credits");
      const plain = await said("P0001", "no");
      const told = JSON.stringify({ code: "PT429", message: "rate_limited" });
      const limited = await said("PGRST", told, '{"status": 429, "headers": {"Retry-After": "7"}}');
      const wrong = await ask(bench, "user", "plain?id=eq.one");
      return paid.status === 402 && (await paid.json()).message === "insufficient_credits" &&
        plain.status === 400 && (await plain.json()).code === "P0001" &&
        limited.status === 429 && limited.headers.get("Retry-After") === "7" &&
        wrong.status === 400 && (await wrong.json()).code === "22P02";
    },
  },
  {
    lost:
      "access tokens lack issuer, metadata or assurance level, or user metadata is encoded twice",
    async holds({ probed, config, user, owner }) {
      const auth = (path: string, method: string, body: unknown, token?: string) =>
        probed(
          new Request(`http://api/auth/v1/${path}`, {
            method,
            headers: { ...keyed(config.publishableKey, token), "Content-Type": "application/json" },
            body: JSON.stringify(body),
          }),
        );
      await auth("user", "PUT", { data: { seen: true } }, user.token);
      const session = await auth("token?grant_type=refresh_token", "POST", {
        refresh_token: user.refresh,
      });
      const claims = decode((await session.json()).access_token).claims;
      const [kept] = await owner.rows<{ seen: string }>(sql`
        select raw_user_meta_data ->> 'seen' as seen from auth.users where id = ${user.id}`);
      return kept?.seen === "true" && claims.iss === `${config.publicUrl}/auth/v1` &&
        claims.aal === "aal1" && claims.is_anonymous === false &&
        same(claims.user_metadata, { name: "probe", seen: true }) &&
        same(claims.app_metadata, { provider: "email" });
    },
  },
];

const data = (path: string) => `http://api/rest/v1/${path}`;

function keyed(key: string, token?: string): Record<string, string> {
  return { apikey: key, Authorization: `Bearer ${token ?? key}` };
}

/** Asks the API under test; with `body` it calls a function. */
function ask(
  { probed, config, user }: Bench,
  who: Who,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const key = who === "service" ? config.secretKey : config.publishableKey;
  return probed(
    new Request(data(path), {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...keyed(key, who === "user" ? user.token : undefined),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  );
}

async function call(
  bench: Bench,
  who: Who,
  name: string,
  args: unknown = {},
  headers?: Record<string, string>,
): Promise<unknown> {
  return await (await ask(bench, who, `rpc/${name}`, args, headers)).json();
}

function table(bench: Bench, who: Who, name: string, headers?: Record<string, string>) {
  return ask(bench, who, name, undefined, headers);
}
