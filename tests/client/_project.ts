/**
 * The project the client tests talk to: a real one when SUPABASE_URL and SUPABASE_ANON_KEY are given
 * (SUPABASE_SERVICE_ROLE_KEY adds what needs it), else the stack. The people it makes stay there.
 */
import { createClient, type Session, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../../functions/_shared/database.types.ts";
import { type Stack, stack } from "../_support/stack.ts";

/** supabase-js as an app makes it. */
export type Client = SupabaseClient<Database, "tally">;

/** Where to call, and which secrets we hold. */
export interface Project {
  url: string;
  anonKey: string;
  serviceKey?: string;
  /** Only of the stack: its secrets, and a page on which a test can pay. */
  stack?: Stack;
}

/** A signed-in person and his client. */
export interface Person {
  client: Client;
  token: string;
  user: string;
  account: string;
  email: string;
  password: string;
}

async function find(): Promise<Project> {
  const url = Deno.env.get("SUPABASE_URL");
  const anonKey = Deno.env.get("SUPABASE_ANON_KEY");
  if (url && anonKey) {
    return { url, anonKey, serviceKey: Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") || undefined };
  }
  const own = await stack();
  const { api_url, publishable_key, secret_key } = own;
  return { url: api_url, anonKey: publishable_key, serviceKey: secret_key, stack: own };
}

export const project = await find();

/** What is missing for tests that need the service, or undefined. */
export const noServiceKey = project.serviceKey
  ? undefined
  : "client tests of the service's doors need SUPABASE_SERVICE_ROLE_KEY";

/** What is missing for tests that pay or forge, or undefined. */
export const noStack = project.stack
  ? undefined
  : "a real project has no page to pay on by program, nor secrets to forge with";

/** A client with a key, or with no session yet. */
export function connect(key = project.anonKey): Client {
  return createClient<Database, "tally">(project.url, key, {
    db: { schema: "tally" },
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
}

/** A client of the service. */
export const asService = (): Client => connect(project.serviceKey);

/** The answer of a call that must succeed. */
export function must<T>({ data, error }: { data: T; error: unknown }): NonNullable<T> {
  if (error || data === null || data === undefined) {
    throw new Error(`expected an answer, got ${JSON.stringify(error)}`);
  }
  return data;
}

/** Makes a new person and signs him in. */
export async function newPerson(): Promise<Person> {
  const email = `test-${crypto.randomUUID()}@example.com`;
  const password = `pw-${crypto.randomUUID()}`;
  const client = connect();
  await signUp(client, email, password);
  const { access_token: token, user } = await signIn(client, email, password);
  const { account_id } = must(await client.rpc("balance"));
  return { client, token, user: user.id, account: account_id ?? "", email, password };
}

/** A real project may want a confirmed address, or refuse this domain: there the service signs up. */
async function signUp(client: Client, email: string, password: string): Promise<void> {
  const { error } = project.stack || !project.serviceKey
    ? await client.auth.signUp({ email, password })
    : await asService().auth.admin.createUser({ email, password, email_confirm: true });
  if (error) throw error;
}

/** Signs an existing person in; rejects when Auth refuses. */
export async function signIn(client: Client, email: string, password: string): Promise<Session> {
  const { data, error } = await client.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return data.session;
}

/** A person with credits, granted by the service. */
export async function personWith(credits: number): Promise<Person> {
  const person = await newPerson();
  must(
    await asService().rpc("grant_credits", {
      account: person.account,
      credits,
      source: "adjustment",
      idempotency_key: crypto.randomUUID(),
    }),
  );
  return person;
}

/** A call of a door with a body as it stands, for what no typed client would send. */
export async function rawCall(
  door: string,
  body: string,
  token: string | undefined,
  init: RequestInit = {},
): Promise<{ status: number; code: string; message: string; headers: Headers }> {
  const headers: Record<string, string> = {
    apikey: project.anonKey,
    authorization: `Bearer ${token ?? project.anonKey}`,
    "content-type": "application/json",
    "content-profile": "tally",
    ...init.headers as Record<string, string>,
  };
  const url = `${project.url}/rest/v1/rpc/${door}`;
  const answer = await fetch(url, { method: "POST", body, ...init, headers });
  const text = await answer.text();
  const { code = "", message = "" } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: answer.status, code, message, headers: answer.headers };
}
