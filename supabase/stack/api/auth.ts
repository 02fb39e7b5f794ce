/**
 * `/auth/v1`: lite's Auth with what it lacks: complete tokens, bans, redirects that are honoured,
 * mail into the stack's mailbox, GoTrue's words when the database fails.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { adminUsers } from "./admin.ts";
import type { Database } from "./database.ts";
import { isConnectionError } from "./errors.ts";
import { callerOf, keyRole, type Keys } from "./gate.ts";
import { failure } from "./http.ts";
import { authApp, Connection, type EmailDriver } from "./lite.ts";
import { issuedTokens } from "./auth_tokens.ts";
import type { Tokens } from "./tokens.ts";

/** What Auth needs to know. URLs carry no trailing slash. */
export interface AuthConfig {
  keys: Keys;
  tokens: Tokens;
  jwtSecret: string;
  siteUrl: string;
  publicUrl: string;
  mailUrl: string;
  confirmEmail: boolean;
}

/** What supabase-js asks for; lite has more, all of it closed. */
const OPEN: Record<string, string[]> = {
  "/signup": ["POST"],
  "/token": ["POST"],
  "/user": ["GET", "PUT"],
  "/logout": ["POST"],
  "/recover": ["POST"],
  "/resend": ["POST"],
  "/reauthenticate": ["GET"],
  "/verify": ["GET", "POST"],
  "/settings": ["GET"],
  "/health": ["GET"],
  "/.well-known/jwks.json": ["GET"],
};
/** Followed from a mail or fetched by verifiers: no API key, as at Supabase. */
const KEYLESS = new Set(["/verify", "/.well-known/jwks.json", "/health"]);

/** What lite does not pass on while it serves a request. */
interface Serving {
  /** Where the mail of this request shall lead. */
  redirectTo: string | null;
  /** The first error of the database. */
  failure?: unknown;
}

const serving = new AsyncLocalStorage<Serving>();

/** The Auth API over `database`, which logs in as Auth's own role. */
export function createAuth(config: AuthConfig, database: Database) {
  const connection = new Connection(database, (error) => {
    const request = serving.getStore();
    if (request) request.failure ??= error;
  });
  const app = authApp(connection, { ...config, mail: mailbox(config) });
  const tokens = issuedTokens(config.tokens, `${config.publicUrl}/auth/v1`, database);

  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = url.pathname.slice("/auth/v1".length);
    try {
      if (path.startsWith("/admin/users")) return await admin(request, path);
      const refused = refusalOf(request, path, config.keys);
      if (refused) return refused;
      const mistyped = await mistypedField(request);
      if (mistyped) return failure(400, "bad_json", `${mistyped} is not of its type`);
      const current: Serving = { redirectTo: url.searchParams.get("redirect_to") };
      const answer = await serving.run(current, async () => await app.fetch(request));
      return answer.status < 500 ? await tokens(path, answer) : explained(path, current.failure);
    } catch (error) {
      console.error("auth:", error);
      return explained(path, error);
    }
  };

  async function admin(request: Request, path: string): Promise<Response> {
    const caller = await callerOf(request, config.keys, config.tokens);
    if (caller instanceof Response) return caller;
    if (caller.role !== "service_role") return failure(403, "not_admin", "User not allowed");
    return await adminUsers(request, path, database);
  }
}

function refusalOf(request: Request, path: string, keys: Keys): Response | undefined {
  const methods = OPEN[path];
  if (!methods) return failure(404, "not_found", "There is no such page in Auth");
  if (!methods.includes(request.method)) {
    return failure(405, "method_not_allowed", `Use ${methods.join(" or ")} here`);
  }
  if (KEYLESS.has(path)) return undefined;
  const role = keyRole(request, keys);
  return role instanceof Response ? role : undefined;
}

const TEXTS = ["email", "password", "token", "token_hash", "type", "refresh_token"];

/** The first field of a type GoTrue would refuse; lite believes every type and fails with 500. */
async function mistypedField(request: Request): Promise<string | undefined> {
  const body = await request.clone().text();
  try {
    const fields = JSON.parse(body || "{}") as Record<string, unknown>;
    const { data } = fields;
    if (data !== undefined && (typeof data !== "object" || Array.isArray(data))) return "data";
    return TEXTS.find((name) => !["undefined", "string"].includes(typeof fields[name]));
  } catch {
    return undefined; // lite says so itself
  }
}

/** GoTrue's words for what lite answers with a bare 500. */
function explained(path: string, error: unknown): Response {
  if (isConnectionError(error)) {
    return failure(503, "database_unavailable", "Auth cannot reach its database; try again");
  }
  const { code } = (error ?? {}) as { code?: string };
  // Two sign-ups at once with one address: lite looks first and inserts later.
  if (code === "23505") return failure(422, "user_already_exists", "User already registered");
  if (code?.startsWith("22")) return failure(400, "validation_failed", "A value cannot be stored");
  const what: Record<string, string> = {
    "/signup": "Database error saving new user",
    "/recover": "Error sending recovery email",
  };
  return failure(500, "unexpected_failure", what[path] ?? "Unexpected failure");
}

/** Puts a mail into the stack's mailbox, its link leading to our verify page and then back. */
function mailbox(config: AuthConfig): EmailDriver {
  return {
    async send(message) {
      const text = (message.text ?? "").replace(/https?:\/\/\S+/g, (link) => {
        const url = new URL(link);
        const target = serving.getStore()?.redirectTo;
        // lite builds the link on the site's address and forgets where the page asked to go.
        if (target) url.searchParams.set("redirect_to", target);
        return `${config.publicUrl}${url.pathname}${url.search}`;
      });
      const sent = await fetch(`${config.mailUrl}/messages`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ to: message.to, subject: message.subject, text }),
      });
      await sent.body?.cancel();
      if (!sent.ok) throw new Error(`the mailbox answered ${sent.status}`);
    },
  };
}
