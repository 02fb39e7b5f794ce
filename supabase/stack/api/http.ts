/** The few HTTP shapes every part of this process answers with. */

/** A JSON answer, as PostgREST and GoTrue label it. */
export function json(status: number, body: unknown, headers: HeadersInit = {}): Response {
  return text(status, JSON.stringify(body), headers);
}

/** An answer whose body is JSON already. */
export function text(status: number, body: string, headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  all.set("Content-Type", all.get("Content-Type") ?? "application/json; charset=utf-8");
  return new Response(body, { status, headers: all });
}

/** GoTrue's error body, for everything under /auth/v1. */
export function failure(status: number, code: string, message: string): Response {
  return json(status, { code: status, error_code: code, msg: message }, {
    "X-Sb-Error-Code": code,
  });
}

const METHODS = "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS";
const SHOWN =
  "Content-Range, Content-Location, Preference-Applied, Link, X-Total-Count, Retry-After";

/** The answer to a browser asking whether it may: the stack serves every origin, like Supabase. */
export function preflight(request: Request): Response {
  const asked = request.headers.get("Access-Control-Request-Headers");
  return new Response(null, {
    status: 200,
    headers: {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Methods": METHODS,
      "Access-Control-Allow-Headers": asked ?? "authorization, apikey, content-type, x-client-info",
      "Access-Control-Max-Age": "3600",
      "Vary": "Access-Control-Request-Headers",
    },
  });
}

/** The same answer, readable by a page of another origin. */
export function shared(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set("Access-Control-Expose-Headers", SHOWN);
  return new Response(response.body, { status: response.status, headers });
}
