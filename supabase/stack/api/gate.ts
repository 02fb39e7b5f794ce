/** Who is calling: the API key every request carries, and the token that may stand above it. */
import { TokenExpired } from "../../../functions/_shared/jwt.ts";
import { json } from "./http.ts";
import type { Role } from "./session.ts";
import type { Claims, Tokens } from "./tokens.ts";

/** The two API keys of the stack, both legacy JWT keys. */
export interface Keys {
  publishable: string;
  secret: string;
}

/** A caller whose key is ours and whose token, if any, is genuine. */
export interface Caller {
  role: Role;
  claims: Record<string, unknown>;
}

/** The role an API key stands for, or the 401 of Supabase's gateway. */
export function keyRole(request: Request, keys: Keys): Role | Response {
  const key = request.headers.get("apikey") ?? new URL(request.url).searchParams.get("apikey");
  if (!key) {
    return json(401, {
      message: "No API key found in request",
      hint: "No `apikey` request header or url param was found.",
    });
  }
  if (key === keys.secret) return "service_role";
  if (key === keys.publishable) return "anon";
  return json(401, {
    message: "Invalid API key",
    hint: "Double check your Supabase `anon` or `service_role` API key.",
  });
}

/** The caller of a Data API request, or its 401. The token's role wins over the key's. */
export async function callerOf(
  request: Request,
  keys: Keys,
  tokens: Tokens,
): Promise<Caller | Response> {
  const role = keyRole(request, keys);
  if (role instanceof Response) return role;
  const authorization = request.headers.get("Authorization");
  if (!authorization) return { role, claims: { role } };
  const token = /^Bearer\s+(\S+)$/i.exec(authorization.trim())?.[1];
  try {
    if (!token) throw new TypeError("the Authorization header is not a Bearer token");
    const claims: Claims = await tokens.verify(token);
    return { role: claims.role, claims };
  } catch (error) {
    return invalidToken(error);
  }
}

function invalidToken(error: unknown): Response {
  const message = error instanceof TokenExpired ? "JWT expired" : "JWT could not be verified";
  const details = error instanceof Error ? error.message : null;
  return json(401, { code: "PGRST301", message, details, hint: null }, {
    "WWW-Authenticate": `Bearer error="invalid_token", error_description="${message}"`,
  });
}
