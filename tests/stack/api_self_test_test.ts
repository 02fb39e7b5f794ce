import assert from "node:assert/strict";
import type { Api } from "../../supabase/stack/api/app.ts";
import { type Connection, DataConnection } from "../../supabase/stack/api/lite.ts";
import { PROBE_SCHEMA } from "../../supabase/stack/api/self_test_objects.ts";
import { selfTest } from "../../supabase/stack/api/self_test.ts";
import { PostgresConnection } from "@supabase/lite/postgres";
import { apiBench, suite } from "./_api.ts";

const bench = await apiBench();
const test = suite("the boot self-test", bench);
type Fetch = Api["fetch"];
type Work = Parameters<DataConnection["withContext"]>[1];
type Options = NonNullable<Parameters<typeof selfTest>[2]>;

/** Runs it with something broken and expects it to refuse in these words. */
async function refuses(words: RegExp, options: Options): Promise<void> {
  // A probe that breaks is logged; here that is the point.
  const { error } = console;
  console.error = () => {};
  try {
    await assert.rejects(selfTest(bench.config, bench.api, options), (thrown: Error) => {
      assert.match(thrown.message, /^the API will not start: /);
      assert.match(thrown.message, words);
      return true;
    });
  } finally {
    console.error = error;
  }
}

/** The same with a statement of the owner before and one after. */
async function refusesAfter(words: RegExp, before: string, after: string): Promise<void> {
  await bench.owner.unsafe(before);
  try {
    await refuses(words, {});
  } finally {
    await bench.owner.unsafe(after);
  }
}

/** An API whose answers pass through `change`. */
function changed(change: (answer: Response, request: Request) => Response | Promise<Response>) {
  return (fetch: Fetch): Fetch => async (request) => {
    const copy = request.clone();
    return await change(await fetch(request), copy);
  };
}

const body = (edit: (text: string) => string) =>
  changed(async (answer) => answer.body ? new Response(edit(await answer.text()), answer) : answer);

test("lets a sound API start, and leaves nothing of itself", async () => {
  await selfTest(bench.config, bench.api);
  const [left] = await bench.owner`
    select (select count(*)::int from pg_namespace where nspname = ${PROBE_SCHEMA}) as schemas,
      (select count(*)::int from auth.users) as users,
      (select count(*)::int from auth.sessions) as sessions,
      (select count(*)::int from auth.refresh_tokens) as refreshes,
      (select count(*)::int from auth.audit_log_entries) as audits,
      (select count(*)::int from hidden.accounts) as accounts`;
  assert.deepEqual({ ...left }, {
    schemas: 0,
    users: 0,
    sessions: 0,
    refreshes: 0,
    audits: 0,
    accounts: 0,
  });
});

test("clears what a boot that was killed left behind", async () => {
  await bench.owner.unsafe(`create schema ${PROBE_SCHEMA};
    create table ${PROBE_SCHEMA}.plain (id int);
    insert into auth.users (id, email) values (gen_random_uuid(), 'self-test@api.invalid')`);
  await selfTest(bench.config, bench.api);
  assert.equal((await bench.owner`select from auth.users`).length, 0);
});

test("lets boots on one database pass one after the other", async () => {
  await Promise.all([1, 2, 3].map(() => selfTest(bench.config, bench.api)));
});

test("refuses lite's own connection, which switches no role and grants on the way", async () => {
  class Bare extends DataConnection {
    // lite's own work on a request, as if the remedy were gone.
    override withContext<T>(vars: unknown, work: Work): Promise<T> {
      return PostgresConnection.prototype.withContext.call(this, vars as never, work) as Promise<T>;
    }
  }
  await refuses(/another schema|do not run as the role/, { Gateway: Bare });
});

test("refuses a connection that grants what lite granted", async () => {
  class Generous extends DataConnection {
    constructor(database: Connection["database"], private readonly owner: Connection) {
      super(database, owner);
    }
    override async withContext<T>(vars: unknown, work: Work): Promise<T> {
      const answer = await super.withContext(vars, work);
      await this.owner.database.run(`grant truncate on ${PROBE_SCHEMA}.guarded to anon`);
      return answer as T;
    }
  }
  await refuses(/granted to the API's roles/, { Gateway: Generous });
});

test("refuses a gateway role with rights of its own", async () => {
  await refusesAfter(
    /gateway role has rights/,
    "alter role authenticator bypassrls",
    "alter role authenticator nobypassrls",
  );
});

test("refuses auth tables that clients may read", async () => {
  await refusesAfter(
    /schema auth/,
    "grant select on auth.users to authenticated",
    "revoke select on auth.users from authenticated",
  );
});

test("refuses an API that serves without a key, or believes any token", async () => {
  const key = bench.config.publishableKey;
  const lent = (fetch: Fetch): Fetch => (request) => {
    const headers = new Headers(request.headers);
    if (headers.get("apikey") !== bench.config.secretKey) headers.set("apikey", key);
    return fetch(new Request(request, { headers }));
  };
  await refuses(/without an API key/, { wrap: lent });
  const believing = (fetch: Fetch): Fetch => async (request) => {
    const answer = await fetch(request.clone());
    if (answer.status !== 401 || !request.headers.has("Authorization")) return answer;
    const headers = new Headers(request.headers);
    headers.delete("Authorization");
    return await fetch(new Request(request, { headers })).then(() => Response.json([]));
  };
  await refuses(/forged, an unsigned or an expired token/, { wrap: believing });
});

test("refuses an API with lite's other doors open, or another schema", async () => {
  const open = (path: string) =>
    changed((answer, request) =>
      new URL(request.url).pathname.startsWith(path) ? new Response("{}") : answer
    );
  await refuses(/more of @supabase\/lite is open/, { wrap: open("/_system") });
  const any = (fetch: Fetch): Fetch => (request) => {
    const headers = new Headers(request.headers);
    headers.delete("Accept-Profile");
    return fetch(new Request(request, { headers }));
  };
  await refuses(/another schema/, { wrap: any });
});

test("refuses jsonb encoded twice, numbers as strings and times that are not ISO 8601", async () => {
  const twice = (fetch: Fetch): Fetch => async (request) => {
    if (!request.url.endsWith("/rpc/echo")) return await fetch(request);
    const { value } = await request.json();
    const body = JSON.stringify({ value: JSON.stringify(value) });
    return await fetch(
      new Request(request.url, { method: "POST", headers: request.headers, body }),
    );
  };
  await refuses(/encoded twice/, { wrap: twice });
  await refuses(/do not travel as PostgREST/, {
    wrap: body((text) => text.replaceAll('"amount":5', '"amount":"5.000000"')),
  });
  await refuses(/do not travel as PostgREST/, {
    wrap: body((text) => text.replaceAll("2026-11-20T12", "2026-11-20 12")),
  });
});

test("refuses errors that lost their status or their headers", async () => {
  await refuses(/errors of SQL/, {
    wrap: changed((answer) => answer.status === 402 ? new Response("{}", { status: 500 }) : answer),
  });
  await refuses(/errors of SQL/, {
    wrap: changed(async (answer) =>
      answer.status === 429 ? new Response(await answer.text(), { status: 429 }) : answer
    ),
  });
});

test("refuses headers that SQL cannot read, and tokens without their claims", async () => {
  const deaf = (fetch: Fetch): Fetch => (request) => {
    const headers = new Headers(request.headers);
    headers.delete("X-Probe");
    return fetch(new Request(request, { headers }));
  };
  await refuses(/method, headers and claims/, { wrap: deaf });
  const poor = changed(async (answer, request) => {
    if (!request.url.includes("/token")) return answer;
    const session = await answer.json();
    const { access_token } = session;
    const [head, , signature] = access_token.split(".");
    const claims = btoa(JSON.stringify({ sub: session.user.id })).replaceAll("=", "");
    return Response.json({ ...session, access_token: `${head}.${claims}.${signature}` });
  });
  await refuses(/access tokens lack/, { wrap: poor });
});

test("stops the process with one sentence", async () => {
  const script = new URL("../../supabase/stack/api/server.ts", import.meta.url);
  await bench.owner.unsafe("grant select on auth.users to anon");
  const run = async (env: Record<string, string>) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script.href],
      env,
      stdout: "piped",
      stderr: "piped",
    });
    const { code, stderr } = await child.output();
    return { code, said: new TextDecoder().decode(stderr).trim() };
  };
  const env = {
    API_PORT: "0",
    API_DB_URL: bench.config.databaseUrl,
    API_OWNER_DB_URL: bench.config.ownerUrl,
    JWT_SECRET: bench.config.jwtSecret,
    PUBLISHABLE_KEY: bench.config.publishableKey,
    SECRET_KEY: bench.config.secretKey,
    SITE_URL: bench.config.siteUrl,
    MAIL_URL: bench.config.mailUrl,
    PUBLIC_API_URL: bench.config.publicUrl,
    NO_COLOR: "1",
  };
  const lost =
    "the API will not start: a role of the API may read or write the tables of schema auth";
  assert.deepEqual(await run(env), { code: 1, said: lost });
  await bench.owner.unsafe("revoke select on auth.users from anon");
  const short = await run({ ...env, JWT_SECRET: "short" });
  assert.equal(short.code, 1);
  assert.match(short.said, /^the API cannot start: JWT_SECRET: /);
});
