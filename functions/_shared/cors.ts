/** The headers every answer carries, and which foreign pages may read it. */

/** doors.md: on success and on error alike. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-xss-protection": "0",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

/** What supabase-js sends, besides the headers any page may send. */
const ALLOWED_HEADERS = "authorization, apikey, content-type, x-client-info, x-request-id";
const EXPOSED_HEADERS = "x-request-id, retry-after";
const PREFLIGHT_SECONDS = "600";

/** Adds the headers of every answer, and CORS for an origin of the list. */
export function finish(
  response: Response,
  request: Request,
  requestId: string,
  origins: readonly string[],
): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  headers.set("x-request-id", requestId);
  if (origins.length > 0) headers.append("vary", "Origin");
  const origin = allowedOrigin(request, origins);
  if (origin) {
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", EXPOSED_HEADERS);
  }
  const body = request.method === "HEAD" ? null : response.body;
  return new Response(body, { status: response.status, headers });
}

/**
 * The answer to a preflight. Never `*`, and never Allow-Credentials: callers send a bearer token, so
 * no cookie has to travel. A foreign origin gets the same answer without permission.
 */
export function preflight(
  request: Request,
  methods: readonly string[],
  origins: readonly string[],
): Response {
  const headers = new Headers({ vary: "Access-Control-Request-Method" });
  if (allowedOrigin(request, origins)) {
    headers.set("access-control-allow-methods", methods.join(", "));
    headers.set("access-control-allow-headers", ALLOWED_HEADERS);
    headers.set("access-control-max-age", PREFLIGHT_SECONDS);
  }
  return new Response(null, { status: 204, headers });
}

/** Exact match: an origin is compared, never parsed or matched by a pattern. */
function allowedOrigin(request: Request, origins: readonly string[]): string | undefined {
  const origin = request.headers.get("origin");
  return origin !== null && origins.includes(origin) ? origin : undefined;
}
