/** An API of one's own for the tests of `stack/api`: a sample database, a mailbox, supabase-js. */
import { createClient } from "@supabase/supabase-js";
import type postgres from "postgres";
import { connect, createDatabase, dropDatabase, runFile } from "../../sql/_build/scratch.ts";
import { type Api, createApi } from "../../supabase/stack/api/app.ts";
import type { ApiConfig } from "../../supabase/stack/api/config.ts";
import { prepareDatabase } from "../../supabase/stack/api/roles.ts";
import { issueKeys } from "../../supabase/stack/api/tokens.ts";
import { sharedCluster } from "../_support/cluster.ts";

export const JWT_SECRET = "a-secret-of-the-tests-that-is-long-enough";
const PLATFORM = new URL("../../supabase/stack/platform/", import.meta.url);
const SAMPLE = new URL("./_api_sample.sql", import.meta.url);
/** One for all tests: roles belong to the server, which several test files share. */
const GATEWAY_PASSWORD = "tests";

/** A letter the mailbox of a bench received. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
}

/** A served API over a database nobody else uses. */
export interface ApiBench {
  url: string;
  config: ApiConfig;
  api: Api;
  owner: postgres.Sql;
  letters: Letter[];
  end(): Promise<void>;
}

/** The platform, Auth's tables and the sample schema `tally`, on an empty database. */
export async function sampleDatabase(ownerUrl: string): Promise<string> {
  const gateway = new URL(ownerUrl);
  gateway.username = "authenticator";
  gateway.password = GATEWAY_PASSWORD;
  const sql = connect(ownerUrl);
  try {
    await runFile(sql, new URL("roles.sql", PLATFORM));
    await prepareDatabase(ownerUrl, gateway.href);
    await runFile(sql, new URL("auth_functions.sql", PLATFORM));
    await runFile(sql, SAMPLE);
  } finally {
    await sql.end();
  }
  return gateway.href;
}

/** The configuration of an API on `ownerUrl`. */
export async function configFor(ownerUrl: string, databaseUrl: string): Promise<ApiConfig> {
  const keys = await issueKeys(JWT_SECRET);
  return {
    port: 0,
    databaseUrl,
    ownerUrl,
    jwtSecret: JWT_SECRET,
    publishableKey: keys.publishable_key,
    secretKey: keys.secret_key,
    siteUrl: "http://site.test:3000",
    mailUrl: "http://127.0.0.1:1",
    publicUrl: "http://127.0.0.1:1",
    confirmEmail: false,
  };
}

/** Starts an API on a fresh sample database; `end` drops it. */
export async function apiBench(change: Partial<ApiConfig> = {}): Promise<ApiBench> {
  const cluster = await sharedCluster();
  const name = `t_${crypto.randomUUID().replaceAll("-", "")}`;
  const ownerUrl = await createDatabase(cluster, name);
  const config = { ...await configFor(ownerUrl, await sampleDatabase(ownerUrl)), ...change };
  const letters: Letter[] = [];
  const mail = serve(async (request) => {
    letters.push(await request.json());
    return new Response(null, { status: 201 });
  });
  config.mailUrl = urlOfServer(mail);
  const state: { api?: Api } = {};
  const server = serve((request) => state.api!.fetch(request));
  config.publicUrl = urlOfServer(server);
  const api = state.api = createApi(config);
  const owner = connect(ownerUrl, { max: 2 });
  return {
    url: config.publicUrl,
    config,
    api,
    owner,
    letters,
    async end() {
      await Promise.all([server.shutdown(), mail.shutdown()]);
      await api.close();
      await owner.end({ timeout: 1 });
      await dropDatabase(cluster, name);
    },
  };
}

function serve(handler: (request: Request) => Response | Promise<Response>) {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
}

function urlOfServer(server: Deno.HttpServer<Deno.NetAddr>): string {
  return `http://127.0.0.1:${server.addr.port}`;
}

/** supabase-js without timers or storage, on schema `tally`. */
export function clientOf(bench: ApiBench, key = bench.config.publishableKey) {
  return createClient(bench.url, key, {
    db: { schema: "tally" },
    auth: { autoRefreshToken: false, persistSession: false, detectSessionInUrl: false },
  });
}

/** A signed-up person: their client and id. */
export async function person(bench: ApiBench, email = `${crypto.randomUUID()}@example.test`) {
  const client = clientOf(bench);
  const { data, error } = await client.auth.signUp({ email, password: "long enough" });
  if (error) throw error;
  return { client, email, id: data.user!.id, token: data.session!.access_token };
}

/** A raw request with an API key; `token` defaults to the key. */
export function raw(
  bench: ApiBench,
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string>; token?: string } = {},
): Promise<Response> {
  const key = bench.config.publishableKey;
  return fetch(`${bench.url}${path}`, {
    method: init.method ?? (init.body === undefined ? "GET" : "POST"),
    headers: {
      apikey: key,
      Authorization: `Bearer ${init.token ?? key}`,
      ...(init.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...init.headers,
    },
    body: init.body,
  });
}

/** Declares tests over one bench that ends with the file: pools and servers outlive a single test. */
export function suite(subject: string, bench: ApiBench) {
  Deno.test.afterAll(() => bench.end());
  return (behaviour: string, fn: () => Promise<void>) =>
    Deno.test({
      name: `${subject} ${behaviour}`,
      sanitizeOps: false,
      sanitizeResources: false,
      fn,
    });
}

/** Status, headers and JSON body (null when empty) of an answer. */
export async function read(pending: Promise<Response>) {
  const answer = await pending;
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}
