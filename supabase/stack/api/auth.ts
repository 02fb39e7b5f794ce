/**
 * `/auth/v1`: lite's Auth with what it lacks: complete tokens, bans, redirects that are honoured,
 * mail into the stack's mailbox, GoTrue's words when the database fails.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EmailDriver } from "@supabase/lite";
import { adminUsers } from "./admin.ts";
import { callerOf, keyRole, type Keys } from "./gate.ts";
import { failure } from "./http.ts";
import { authApp, type Connection } from "./lite.ts";
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

/** Where the mail of the request being served shall lead. */
const redirectTo = new AsyncLocalStorage<string | null>();

/** The Auth API over `connection`, which logs in as Auth's own role. */
export function createAuth(config: AuthConfig, connection: Connection) {
  const app = authApp(connection, { ...config, mail: mailbox(config) });
  const tokens = issuedTokens(config.tokens, `${config.publicUrl}/auth/v1`, connection);

  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = url.pathname.slice("/auth/v1".length);
    if (path.startsWith("/admin/users")) {
      const caller = await callerOf(request, config.keys, config.tokens);
      if (caller instanceof Response) return caller;
      if (caller.role !== "service_role") {
        return failure(403, "not_admin", "User not allowed");
      }
      return await guarded(() => adminUsers(request, path, connection));
    }
    const methods = OPEN[path];
    if (!methods) return failure(404, "not_found", "There is no such page in Auth");
    if (!methods.includes(request.method)) {
      return failure(405, "method_not_allowed", `Use ${methods.join(" or ")} here`);
    }
    if (!KEYLESS.has(path)) {
      const role = keyRole(request, config.keys);
      if (role instanceof Response) return role;
    }
    return await guarded(async () => {
      const body = request.method === "GET" ? undefined : await request.text();
      const forwarded = new Request(request.url, {
        method: request.method,
        headers: request.headers,
        body,
      });
      const answer = await redirectTo.run(
        url.searchParams.get("redirect_to"),
        () => app.fetch(forwarded),
      );
      if (answer.status >= 500) return await explained(path, body, connection);
      return await tokens(path, answer);
    });
  };

  /** A database that is away is 503; everything else unforeseen is logged and says nothing. */
  async function guarded(work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      console.error("auth:", error);
      return await explained("", undefined, connection);
    }
  }
}

/** Why lite answered 500: no database, an address that was taken meanwhile, or our own trigger. */
async function explained(
  path: string,
  body: string | undefined,
  connection: Connection,
): Promise<Response> {
  try {
    if (path === "/signup") {
      const { email } = JSON.parse(body ?? "{}");
      const taken = await connection
        .driver`select from auth.users where email = lower(${String(email)})`;
      return taken.length
        ? failure(422, "user_already_exists", "User already registered")
        : failure(500, "unexpected_failure", "Database error saving new user");
    }
    await connection.driver`select 1`;
  } catch {
    return failure(503, "database_unavailable", "Auth cannot reach its database; try again");
  }
  const what = path === "/recover" ? "Error sending recovery email" : "Unexpected failure";
  return failure(500, "unexpected_failure", what);
}

/** Puts a mail into the stack's mailbox, its link leading to our verify page and then back. */
function mailbox(config: AuthConfig): EmailDriver {
  return {
    async send(message) {
      const text = (message.text ?? "").replace(/https?:\/\/\S+/g, (link) => {
        const url = new URL(link);
        const target = redirectTo.getStore();
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
