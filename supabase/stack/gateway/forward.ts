/** Headers that belong to one connection, and those by which a client could pose as a proxy. */
const NOT_FORWARDED = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
];

/** As long as the platform lets an edge function run. */
const LIMIT_MS = 150_000;

/** The address a request really came from. */
export interface Client {
  ip: string;
}

function forwardedHeaders(request: Request, client: Client): Headers {
  const headers = new Headers(request.headers);
  const named = (headers.get("connection") ?? "").split(",").map((name) => name.trim());
  const spoofable = [...headers.keys()].filter((name) => name.startsWith("x-forwarded-"));
  for (const name of [...NOT_FORWARDED, ...spoofable, ...named]) {
    if (/^[\w-]+$/.test(name)) headers.delete(name);
  }
  const url = new URL(request.url);
  headers.set("x-forwarded-for", client.ip);
  headers.set("x-forwarded-proto", url.protocol.slice(0, -1));
  headers.set("x-forwarded-host", url.host);
  // What comes back is passed on byte by byte.
  headers.set("accept-encoding", "identity");
  return headers;
}

/** The answer while a process of the stack is coming back: repeat with the same key. */
export function unavailable(name: string): Response {
  return problem(503, "busy", `The ${name} process is starting.`, {
    hint: "Repeat the same call with the same key as Retry-After says.",
    headers: { "retry-after": "1" },
  });
}

/** An error in the words of the house, readable by a page of any origin. */
export function problem(
  status: number,
  token: string,
  details: string,
  more: { hint?: string; headers?: Record<string, string> } = {},
): Response {
  const body = { code: `PT${status}`, message: token, details, hint: more.hint ?? "" };
  return Response.json(body, {
    status,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "retry-after",
      "cache-control": "no-store",
      ...more.headers,
    },
  });
}

/**
 * Sends a request on to `target` and streams the answer back. A process that is away or dies before
 * it answers gives 503; one that never answers gives 504.
 */
export async function forward(
  request: Request,
  client: Client,
  target: URL,
  name: string,
): Promise<Response> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const answer = await fetch(target, {
      method: request.method,
      headers: forwardedHeaders(request, client),
      body: request.body,
      redirect: "manual",
      signal: limit,
    });
    return new Response(answer.body, {
      status: answer.status,
      statusText: answer.statusText,
      headers: answer.headers,
    });
  } catch {
    if (limit.aborted) return problem(504, "busy", `The ${name} process did not answer in time.`);
    return unavailable(name);
  }
}
