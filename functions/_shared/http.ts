/** The frame around every function: request id, method, CORS, headers, error answers, one log line. */
import { finish, preflight } from "./cors.ts";
import { ApiError, toApiError } from "./errors.ts";
import { describe, type Fields, type Log } from "./log.ts";

/** One request on its way through a handler. */
export interface Call {
  readonly request: Request;
  readonly requestId: string;
  /** Adds what became known to the log line. */
  note(fields: Fields): void;
}

/** A function's name, methods, and which pages may call it (none: no CORS at all). */
export interface Route {
  readonly event: string;
  readonly methods: readonly string[];
  readonly origins: readonly string[];
  readonly log: Log;
}

/** What `export default { fetch }` and the tests call. */
export type Handler = (request: Request) => Promise<Response>;

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/** Wraps `handle` in the frame. It answers whatever is thrown, and never rejects. */
export function route(options: Route, handle: (call: Call) => Promise<Response>): Handler {
  return async (request) => {
    const started = performance.now();
    const requestId = takeRequestId(request);
    const fields: Fields = {};
    const note = (more: Fields) => void Object.assign(fields, more);
    const response = await answer(options, handle, { request, requestId, note });
    options.log({
      event: options.event,
      request_id: requestId,
      method: REQUEST_METHODS.includes(request.method) ? request.method : "OTHER",
      status: response.status,
      ms: Math.round(performance.now() - started),
      ...fields,
    });
    return finish(response, request, requestId, options.origins);
  };
}

const REQUEST_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

async function answer(
  options: Route,
  handle: (call: Call) => Promise<Response>,
  call: Call,
): Promise<Response> {
  const { methods, origins } = options;
  const { method } = call.request;
  try {
    if (method === "OPTIONS" && origins.length > 0) {
      return preflight(call.request, methods, origins);
    }
    if (!methods.includes(method)) throw new ApiError("method_not_allowed");
    return await handle(call);
  } catch (thrown) {
    const error = toApiError(thrown);
    call.note({ outcome: error.token, ...cause(error) });
    return refuse(error, call.requestId, methods);
  }
}

/** A caller's id when it is harmless, else a new one. */
function takeRequestId(request: Request): string {
  const sent = request.headers.get("x-request-id");
  return sent !== null && REQUEST_ID.test(sent) ? sent : crypto.randomUUID();
}

function cause(error: ApiError): Fields {
  const parts = [
    error.origin.code,
    error.origin.cause === undefined ? undefined : describe(error.origin.cause),
  ];
  const text = parts.filter((part) => part !== undefined).join(" ");
  return text === "" ? {} : { error: text };
}

function refuse(error: ApiError, requestId: string, methods: readonly string[]): Response {
  const headers = new Headers();
  const { status, retryAfter } = error.entry;
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  if (status === 405) headers.set("allow", methods.join(", "));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return Response.json(error.body(requestId), { status, headers });
}
