/**
 * The doors of schema tally, typed. Every call carries the request id, has a time limit, and throws
 * the error of the catalogue that the database raised. There is no other way into the database.
 */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "./database.types.ts";
import { ApiError, isToken } from "./errors.ts";

type Functions = Database["tally"]["Functions"];

/** The name of a door. */
export type Door = keyof Functions & string;

/**
 * Calls a door. `account` and other defaulted arguments may be left out.
 * @returns what the door answers; a handler checks the shape it relies on.
 * @throws ApiError
 */
export type CallDoor = <D extends Door>(
  door: D,
  args: Functions[D]["Args"],
) => Promise<Functions[D]["Returns"]>;

/** The two identities a function may take on. */
export interface Doors {
  /** As the signed-in user: user doors, under his rights. */
  asUser(token: string, requestId: string): CallDoor;
  /** As the service: service doors only. */
  asService(requestId: string): CallDoor;
}

/** Where the project is, and its two keys. */
export interface Project {
  readonly SUPABASE_URL: string;
  readonly SUPABASE_ANON_KEY: string;
  readonly SUPABASE_SERVICE_ROLE_KEY: string;
}

const DEFAULT_TIMEOUT_MS = 8000;

/** Opens the doors of a project. Makes no request. */
export function connectDoors(project: Project, timeoutMs = DEFAULT_TIMEOUT_MS): Doors {
  const open = (key: string, bearer: string, requestId: string): CallDoor => {
    const state: Answered = {};
    const client = createClient<Database, "tally">(project.SUPABASE_URL, key, {
      db: { schema: "tally" },
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      global: {
        headers: { authorization: `Bearer ${bearer}`, "x-request-id": requestId },
        fetch: limitedFetch(timeoutMs, state),
      },
    });
    return caller(client, state);
  };
  const { SUPABASE_ANON_KEY: anon, SUPABASE_SERVICE_ROLE_KEY: service } = project;
  return {
    asUser: (token, requestId) => open(anon, token, requestId),
    asService: (requestId) => open(service, service, requestId),
  };
}

/** What the client library does not hand on of an answer. */
interface Answered {
  retryAfter?: number;
}

function limitedFetch(timeoutMs: number, state: Answered): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const seconds = Number(response.headers.get("retry-after"));
    if (Number.isInteger(seconds) && seconds > 0) state.retryAfter = seconds;
    return response;
  };
}

function caller(client: SupabaseClient<Database, "tally">, state: Answered): CallDoor {
  return async (door, args) => {
    const { data, error, status } = await client.rpc(door, args as never);
    if (error) throw fromDatabase(error, status, state.retryAfter);
    return data as never;
  };
}

/** What PostgREST answers when a statement failed. */
export interface DatabaseFault {
  readonly code?: string;
  readonly message: string;
  readonly details?: string | null;
  readonly hint?: string | null;
}

/** SQLSTATEs and PostgREST codes after which the outcome is unknown: repeat with the same key. */
const UNKNOWN_OUTCOME = /^(40001|40P01|55P03|57014|57P0[1-3]|53\d{3}|08\w{3}|PGRST00[0-3])$/;
/** PostgREST did not accept the token. */
const BAD_TOKEN = /^PGRST30[0-3]$/;

/**
 * A fault of the database → an error a caller may read. Sentences and hints are passed on only with a
 * token of the catalogue: other messages may quote SQL, constraints and rows.
 */
export function fromDatabase(fault: DatabaseFault, status: number, retryAfter?: number): ApiError {
  const code = fault.code ?? "";
  if (/^PT\d{3}$/.test(code) && isToken(fault.message)) {
    return new ApiError(fault.message, {
      ...(fault.details ? { sentence: fault.details } : {}),
      ...(fault.hint ? { hint: fault.hint } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
  const origin = { code: code === "" ? `HTTP ${status}` : code };
  if (BAD_TOKEN.test(code)) return new ApiError("not_signed_in", {}, origin);
  if (code === "42501") return new ApiError("not_allowed", {}, origin);
  if (UNKNOWN_OUTCOME.test(code) || (code === "" && (status === 0 || status > 500))) {
    return new ApiError("busy", retryAfter === undefined ? {} : { retryAfter }, origin);
  }
  return new ApiError("internal_error", {}, origin);
}
