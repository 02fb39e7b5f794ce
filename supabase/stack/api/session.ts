/** What the statements of one request may know of it, and the request the current work belongs to. */
import { AsyncLocalStorage } from "node:async_hooks";

/** The roles a token may name; the gateway role is a member of exactly these. */
export const ROLES = ["anon", "authenticated", "service_role"] as const;
export type Role = typeof ROLES[number];

/** One request on its way through the Data API. */
export interface DataRequest {
  role: Role;
  claims: Record<string, unknown>;
  method: string;
  path: string;
  headers: Headers;
  /** First schema of the search path. */
  schema: string;
}

const running = new AsyncLocalStorage<DataRequest>();

/** Runs `work` so that `currentRequest()` inside it answers `request`. */
export function withRequest<T>(request: DataRequest, work: () => Promise<T>): Promise<T> {
  return running.run(request, work);
}

/** The request this work belongs to. @throws when there is none: nothing runs without a caller. */
export function currentRequest(): DataRequest {
  const request = running.getStore();
  if (!request) throw new Error("database work outside a request has no role and is refused");
  return request;
}

/** The transaction-local settings of a request, as PostgREST names them; `role` switches the role. */
export function sessionSettings(request: DataRequest): Record<string, string> {
  const headers = Object.fromEntries([...request.headers].map(([k, v]) => [k.toLowerCase(), v]));
  return {
    role: request.role,
    search_path: `"${request.schema}", public, extensions`,
    // Supabase's own limits: 3 s for strangers, 8 s for everyone else.
    statement_timeout: request.role === "anon" ? "3s" : "8s",
    "request.jwt.claims": JSON.stringify(request.claims),
    "request.jwt.claim.sub": String(request.claims.sub ?? ""),
    "request.jwt.claim.role": request.role,
    "request.method": request.method,
    "request.path": request.path,
    "request.headers": JSON.stringify(headers),
  };
}
