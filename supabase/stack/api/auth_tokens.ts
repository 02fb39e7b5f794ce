/** Access tokens as GoTrue fills them: lite's lack metadata, issuer, aal and everything SQL reads. */
import { type Database, sql } from "./database.ts";
import { failure, json } from "./http.ts";
import type { Claims, Tokens } from "./tokens.ts";

interface Holder {
  phone: string | null;
  app_metadata: Record<string, unknown>;
  user_metadata: Record<string, unknown>;
  is_anonymous: boolean;
  banned: boolean;
  method: string;
  signed_in_at: number;
}

/**
 * Returns a function that puts complete tokens into an answer of lite, in its JSON or in the
 * fragment of its redirect, and refuses a banned user.
 */
export function issuedTokens(tokens: Tokens, issuer: string, database: Database) {
  return async (path: string, answer: Response): Promise<Response> => {
    const location = answer.headers.get("Location");
    if (location) return await inRedirect(location);
    if (!answer.ok || answer.status === 204) return answer;
    const body = await answer.json();
    if (typeof body?.access_token !== "string") return json(answer.status, body, answer.headers);
    const token = await complete(body.access_token, path);
    if (!token) return failure(400, "user_banned", "User is banned");
    return json(answer.status, { ...body, access_token: token }, answer.headers);
  };

  async function inRedirect(location: string): Promise<Response> {
    const target = new URL(location);
    const fragment = new URLSearchParams(target.hash.slice(1));
    const issued = fragment.get("access_token");
    if (issued) {
      const token = await complete(issued, "/verify");
      if (!token) return failure(400, "user_banned", "User is banned");
      fragment.set("access_token", token);
      target.hash = fragment.toString();
    }
    return new Response(null, { status: 303, headers: { Location: target.href } });
  }

  /** The complete token, or undefined for a banned user, whose new session is ended. */
  async function complete(issued: string, path: string): Promise<string | undefined> {
    const claims = await tokens.verify(issued);
    const holder = await holderOf(claims, path === "/verify" ? "otp" : null, database);
    if (!holder || holder.banned) return undefined;
    return await tokens.sign({
      iss: issuer,
      ...claims,
      phone: holder.phone ?? "",
      app_metadata: holder.app_metadata,
      user_metadata: holder.user_metadata,
      aal: "aal1",
      amr: [{ method: holder.method, timestamp: holder.signed_in_at }],
      is_anonymous: holder.is_anonymous,
    });
  }
}

/** The user behind a token. A session remembers in `tag` that it began without a password. */
async function holderOf(
  claims: Claims,
  method: string | null,
  database: Database,
): Promise<Holder | undefined> {
  const session = String(claims.session_id);
  if (method) {
    await database.rows(sql`update auth.sessions set tag = ${method} where id = ${session}`);
  }
  const [holder] = await database.rows<Holder>(sql`
    select u.phone, u.raw_app_meta_data as app_metadata, u.raw_user_meta_data as user_metadata,
      u.is_anonymous, coalesce(u.banned_until > now(), false) or u.deleted_at is not null as banned,
      coalesce(s.tag, 'password') as method,
      floor(extract(epoch from s.created_at))::int as signed_in_at
    from auth.users u join auth.sessions s on s.user_id = u.id
    where u.id = ${String(claims.sub)} and s.id = ${session}`);
  if (holder?.banned) await database.rows(sql`delete from auth.sessions where id = ${session}`);
  return holder;
}
