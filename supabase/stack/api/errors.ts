/** Database errors as PostgREST answers them (its `Error.hs`): status, body, headers. */
import { json } from "./http.ts";

/** What PostgreSQL or the driver reports; only these fields are ever shown. */
interface DatabaseError {
  code: string;
  message: string;
  detail?: string;
  hint?: string;
  severity?: string;
}

/** PostgREST's error body. */
export interface ErrorBody {
  code: string;
  message: string;
  details: string | null;
  hint: string | null;
}

/** An answer that ends a transaction: thrown inside, so that nothing of it stays. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly body: ErrorBody) {
    super(body.message);
  }
}

/** A refusal with PostgREST's own code. */
export function refusal(
  status: number,
  code: string,
  message: string,
  details: string | null = null,
  hint: string | null = null,
): Refusal {
  return new Refusal(status, { code, message, details, hint });
}

/** The answer for anything thrown on the way; `signedIn` decides between 401 and 403. */
export function errorResponse(thrown: unknown, signedIn: boolean): Response {
  if (isConnectionError(thrown)) return errorResponse(unreachable(), signedIn);
  if (isPoolTimeout(thrown)) {
    const message = "Timed out acquiring connection from connection pool.";
    return json(504, plain("PGRST003", message));
  }
  if (thrown instanceof Refusal) {
    const headers = thrown.status === 503 ? { "Retry-After": "1" } : undefined;
    return json(thrown.status, thrown.body, headers);
  }
  if (!isDatabaseError(thrown)) {
    console.error("data api:", thrown);
    return json(500, plain("PGRSTX00", "Internal server error"));
  }
  if (thrown.code === "PGRST") return raisedResponse(thrown);
  const status = statusOf(thrown, signedIn);
  const challenge = status === 401 ? { "WWW-Authenticate": "Bearer" } : undefined;
  return json(status, plain(thrown.code, thrown.message, thrown.detail, thrown.hint), challenge);
}

/** True for an error PostgreSQL raised or the driver met on the wire. */
export function isFromDatabase(thrown: unknown): boolean {
  return isDatabaseError(thrown) || isConnectionError(thrown) || isPoolTimeout(thrown);
}

/** True when the database could not be reached, or went away under the request. */
export function isConnectionError(thrown: unknown): boolean {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  // `pg` gives its own connection errors words and no code.
  return typeof code === "string"
    ? /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|57P0[123]|08|53300)/.test(code)
    : /^(Connection terminated|Client (was closed|has encountered a connection))/.test(
      `${message}`,
    );
}

/** True when every connection stayed busy; the words are those of pg's pool. */
function isPoolTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && /^timeout exceeded when trying to connect/.test(thrown.message);
}

/** PostgREST's refusal without a database. */
export function unreachable(): Refusal {
  return refusal(503, "PGRST001", "Database client error. Retrying the connection.");
}

function isDatabaseError(thrown: unknown): thrown is DatabaseError {
  const error = thrown as Partial<DatabaseError> | null;
  return typeof error?.code === "string" && typeof error.severity === "string";
}

function plain(code: string, message: string, details?: string, hint?: string): ErrorBody {
  return { code, message, details: details ?? null, hint: hint ?? null };
}

/** `RAISE SQLSTATE 'PGRST'`: MESSAGE is the body, DETAIL says status and headers. */
function raisedResponse(error: DatabaseError): Response {
  try {
    const body = JSON.parse(error.message);
    const { status, headers } = JSON.parse(error.detail ?? "");
    if (typeof body.code !== "string" || typeof body.message !== "string") throw new TypeError();
    if (!Number.isInteger(status) || typeof headers !== "object") throw new TypeError();
    return json(status, plain(body.code, body.message, body.details, body.hint), headers);
  } catch {
    const message = `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`;
    return json(500, plain("PGRST121", message, "MESSAGE and DETAIL must be JSON objects"));
  }
}

const BY_CODE: Record<string, number> = {
  "23503": 409,
  "23505": 409,
  "25006": 405,
  "42883": 404,
  "42P01": 404,
  "42P17": 500,
  "57P01": 503,
  P0001: 400,
};
const BY_CLASS: Record<string, number> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "21": 500,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "53": 503,
  "54": 500,
  "55": 500,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  XX: 500,
};

function statusOf({ code }: DatabaseError, signedIn: boolean): number {
  if (code === "42501") return signedIn ? 403 : 401;
  const own = /^PT([2-5]\d\d)$/.exec(code);
  if (own) return Number(own[1]);
  return BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 400;
}
