import { type Client, forward, problem, unavailable } from "./forward.ts";

/** Where a request goes; `ready` tells whether the process there is up. */
export interface Upstream {
  name: string;
  origin: string;
  ready: boolean;
}

/** What the gateway asks the stack. */
export interface Routes {
  api(): Upstream;
  /** The process of an edge function, or undefined when there is none of that name. */
  edge(name: string): (Upstream & { verifyJwt: boolean }) | undefined;
  /** Resolves when the bearer token is good, else throws. */
  verify(request: Request): Promise<unknown>;
  /** Whether every part of the stack can be used. */
  allReady(): boolean;
}

/** What the platform's gateway answers to a call without a good token. */
function unauthorized(message: string): Response {
  return Response.json({ code: 401, message }, {
    status: 401,
    headers: { "access-control-allow-origin": "*", "cache-control": "no-store" },
  });
}

async function toFunction(request: Request, client: Client, routes: Routes, url: URL) {
  const path = url.pathname.slice("/functions/v1".length);
  const name = path.split("/")[1] ?? "";
  const edge = routes.edge(name);
  if (!edge) return problem(404, "not_found", "There is no edge function of this name.");
  // A browser's preflight carries no token, so the platform lets it through as well.
  if (edge.verifyJwt && request.method !== "OPTIONS") {
    if (!request.headers.has("authorization")) return unauthorized("Missing authorization header");
    try {
      await routes.verify(request);
    } catch {
      return unauthorized("Invalid JWT");
    }
  }
  if (!edge.ready) return unavailable(edge.name);
  return await forward(request, client, new URL(path + url.search, edge.origin), edge.name);
}

/** The one public address of the API: Data API, Auth and edge functions, as on the platform. */
export function makeGateway(routes: Routes) {
  return async (request: Request, client: Client): Promise<Response> => {
    const url = new URL(request.url);
    if (url.pathname === "/_ready") {
      return routes.allReady() ? new Response("ready\n") : unavailable("stack");
    }
    if (url.pathname.startsWith("/functions/v1/")) {
      return await toFunction(request, client, routes, url);
    }
    if (/^\/(rest|auth)\/v1(\/|$)/.test(url.pathname)) {
      const api = routes.api();
      if (!api.ready) return unavailable(api.name);
      return await forward(
        request,
        client,
        new URL(url.pathname + url.search, api.origin),
        api.name,
      );
    }
    return problem(404, "not_found", "The paths are /rest/v1, /auth/v1 and /functions/v1.");
  };
}
