import { createClient } from "@supabase/supabase-js";
import type { Database } from "../../functions/_shared/database.types.ts";
import type { Config } from "./config.ts";
import { type Answer, Failure, fromAnswer, toFailure } from "./failure.ts";
import type {
  Action,
  Balance,
  Entry,
  Explanation,
  Movement,
  Pack,
  Person,
  Purchase,
  Quote,
} from "./model.ts";

/** The only importer of supabase-js: everything the pages say to the server, and nothing else. */

const TIMEOUT_MS = 20_000;
export const PAGE_SIZE = 50;

let client: ReturnType<typeof open> | undefined;

function open(config: Config) {
  return createClient<Database, "tally">(config.apiUrl, config.publishableKey, {
    db: { schema: "tally" },
    global: { fetch: fetchInTime },
  });
}

/** Points the pages at a project; called once, before anything else here. */
export function connect(config: Config): void {
  client = open(config);
}

function db() {
  if (!client) throw new Error("connect() comes first");
  return client;
}

/** No request waits for ever: after twenty seconds the page says so. */
function fetchInTime(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  return fetch(input, {
    ...init,
    signal: init.signal ? AbortSignal.any([init.signal, late]) : late,
  });
}

/** Unwraps an answer of the Data API; anything but data is thrown as a Failure. */
async function ask<T>(
  request: PromiseLike<{ data: T; error: Answer | null; status: number }>,
): Promise<NonNullable<T>> {
  let answer;
  try {
    answer = await request;
  } catch (thrown) {
    throw toFailure(thrown);
  }
  if (answer.error) throw fromAnswer({ ...answer.error, status: answer.status });
  if (answer.data === null || answer.data === undefined) throw new Failure("unexpected");
  return answer.data;
}

/** The caller's balance, as the server has it now. */
export const balance = (): Promise<Balance> => ask(db().rpc("balance", {})) as Promise<Balance>;

/** What `quantity` of an action costs at this moment. */
export const quote = (action: string, quantity: number): Promise<Quote> =>
  ask(db().rpc("quote", { action, quantity })) as Promise<Quote>;

/** Pays for an action. Repeating with the same key charges once. */
export const spend = (action: string, quantity: number, key: string): Promise<Movement> =>
  ask(db().rpc("spend", { action, quantity, idempotency_key: key })) as Promise<Movement>;

/** How the entry numbered `seq` came to be. */
export const explain = (seq: number): Promise<Explanation> =>
  ask(db().rpc("explain", { seq })) as Promise<unknown> as Promise<Explanation>;

/** Everything that can be run for credits. */
export const actions = (): Promise<Action[]> =>
  ask(db().from("actions").select("*").order("credits").order("key"));

/** Everything on sale, in shop order. */
export const packs = (): Promise<Pack[]> => ask(db().from("packs").select("*").order("position"));

/** One page of the history, newest first, strictly older than `before`. */
export function entries(
  account: string,
  { kind, before, limit = PAGE_SIZE }: { kind?: string; before?: number; limit?: number } = {},
): Promise<Entry[]> {
  let query = db().from("entries").select("*").eq("account_id", account);
  if (kind) query = query.eq("kind", kind);
  if (before !== undefined) query = query.lt("seq", before);
  // Generated types call every expression of a view nullable; a kind never is.
  return ask(query.order("seq", { ascending: false }).limit(limit)) as Promise<Entry[]>;
}

/** An own purchase, or null when there is none of that id. */
export async function purchase(id: string): Promise<Purchase | null> {
  const [found] = await ask(db().from("purchases").select("*").eq("id", id));
  return found ?? null;
}

/** Opens a Stripe Checkout; the browser goes to `url` next. */
export const checkout = (pack: string): Promise<{ url: string; purchase_id: string }> =>
  invoke("checkout", { pack });

async function invoke<T>(name: string, body: Record<string, unknown>): Promise<T> {
  const { data, error, response } = await db().functions.invoke(name, { body });
  if (!error) return data as T;
  if (!response) throw toFailure((error as { context?: unknown }).context ?? error);
  const answer: Answer = await response.json().catch(() => ({}));
  throw fromAnswer({ ...answer, status: response.status });
}

/** Calls back with the person signed in, or null, now and on every change. */
export function onPerson(
  listener: (person: Person | null, event: string) => void,
): void {
  db().auth.onAuthStateChange((event, session) => {
    const user = session?.user;
    listener(user ? { id: user.id, email: user.email ?? "" } : null, event);
  });
}

interface AuthAnswer {
  error:
    | { message: string; code?: string | undefined; status?: number | undefined }
    | null;
}

/** Waits for an answer of Auth; an error in it is thrown as a Failure. */
async function authed<T extends AuthAnswer>(request: Promise<T>): Promise<T> {
  const answer = await request.catch((thrown) => {
    throw toFailure(thrown);
  });
  if (!answer.error) return answer;
  const { code, message, status } = answer.error;
  throw fromAnswer({ code, message, status });
}

export async function signIn(email: string, password: string): Promise<void> {
  await authed(db().auth.signInWithPassword({ email, password }));
}

/** Opens an account. False when a mail must be confirmed before it can be used. */
export async function signUp(email: string, password: string, returnTo: string): Promise<boolean> {
  const options = { emailRedirectTo: location.origin + returnTo };
  const { data } = await authed(db().auth.signUp({ email, password, options }));
  return data.session !== null;
}

/** Ends the session of this browser, even when the server cannot be told. */
export async function signOut(): Promise<void> {
  await db().auth.signOut({ scope: "local" });
}

/** Sends a link to choose a new password. Says nothing about whether the address is known. */
export async function sendReset(email: string): Promise<void> {
  const redirectTo = `${location.origin}/reset-password`;
  await authed(db().auth.resetPasswordForEmail(email, { redirectTo }));
}

/** Sets a new password for the person of this session. */
export async function setPassword(password: string): Promise<void> {
  await authed(db().auth.updateUser({ password }));
}

/** Trades the one-time token of a mailed link for a session. */
export async function useMailedToken(hash: string, type: "recovery" | "signup"): Promise<void> {
  const { data } = await authed(db().auth.verifyOtp({ token_hash: hash, type }));
  if (!data.session) throw new Failure("otp_expired");
}
