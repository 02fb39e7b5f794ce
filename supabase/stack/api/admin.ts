/** `/auth/v1/admin/users`: GoTrue's admin API, which lite does not have. For the secret key only. */
import { failure, json } from "./http.ts";
import type { Connection } from "./lite.ts";

interface Wish {
  id?: string;
  email?: string;
  phone?: string;
  password?: string;
  email_confirm?: boolean;
  user_metadata?: Record<string, unknown>;
  app_metadata?: Record<string, unknown>;
  ban_duration?: string;
  role?: string;
}

type Sql = Connection["driver"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Answers one request under `/admin/users`; the caller is known to hold the secret key. */
export async function adminUsers(
  request: Request,
  path: string,
  { driver: sql }: Connection,
): Promise<Response> {
  const id = path.slice("/admin/users/".length);
  const wish: Wish & { should_soft_delete?: boolean } = await bodyOf(request);
  const asked = `${request.method} ${id ? "one" : "all"}`;
  if (asked === "GET all") return await listUsers(sql, new URL(request.url).searchParams);
  const invalid = mistakeIn(wish);
  if (invalid) return failure(400, "validation_failed", invalid);
  if (asked === "POST all") return await createUser(sql, wish);
  if (id && !UUID.test(id)) return failure(404, "validation_failed", "user_id must be an UUID");
  if (asked === "GET one") return await answerUser(sql, id);
  if (asked === "PUT one") return await updateUser(sql, id, wish);
  if (asked === "DELETE one") return await deleteUser(sql, id, wish.should_soft_delete === true);
  return failure(405, "method_not_allowed", "There is no such admin call");
}

async function bodyOf(request: Request): Promise<Wish> {
  const body = await request.text();
  try {
    const parsed = JSON.parse(body || "{}");
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function mistakeIn(wish: Wish): string | undefined {
  if (wish.email !== undefined && !MAIL.test(wish.email)) {
    return "Unable to validate email address: invalid format";
  }
  if (wish.password !== undefined && wish.password.length > 72) {
    return "Password cannot be longer than 72 characters";
  }
  if (wish.id !== undefined && !UUID.test(wish.id)) return "ID must be a UUID";
  const ban = wish.ban_duration;
  if (ban !== undefined && ban !== "none" && !/^(\d+(\.\d+)?(h|m|s))+$/.test(ban)) {
    return "invalid format for ban duration";
  }
}

async function createUser(sql: Sql, wish: Wish): Promise<Response> {
  if (!wish.email) {
    return failure(400, "validation_failed", "Cannot create a user without an email");
  }
  const email = wish.email.toLowerCase();
  const id = wish.id ?? crypto.randomUUID();
  const app = { provider: "email", providers: ["email"], ...wish.app_metadata };
  const own = { ...wish.user_metadata, email_verified: wish.email_confirm === true };
  const identity = { sub: id, email, email_verified: false, phone_verified: false };
  try {
    await sql.begin(async (sql) => {
      await sql`
        insert into auth.users
          (id, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
           banned_until, role)
        values (${id}, ${email}, ${await hash(sql, wish.password ?? crypto.randomUUID())},
          ${wish.email_confirm ? new Date().toISOString() : null},
          ${JSON.stringify(app)}, ${JSON.stringify(own)},
          ${bannedUntil(wish.ban_duration) ?? null}, ${wish.role ?? "authenticated"})`;
      await sql`
        insert into auth.identities (id, provider, provider_id, user_id, identity_data)
        values (${crypto.randomUUID()}, 'email', ${id}, ${id}, ${JSON.stringify(identity)})`;
    });
  } catch (error) {
    return failed(error, "Database error creating new user");
  }
  return await answerUser(sql, id);
}

async function updateUser(sql: Sql, id: string, wish: Wish): Promise<Response> {
  const email = wish.email?.toLowerCase() ?? null;
  const password = wish.password === undefined ? null : await hash(sql, wish.password);
  const until = bannedUntil(wish.ban_duration);
  try {
    // A key set to null leaves the metadata, as GoTrue merges it.
    await sql`
      update auth.users set
        email = coalesce(${email}, email),
        phone = coalesce(${wish.phone ?? null}, phone),
        role = coalesce(${wish.role ?? null}, role),
        encrypted_password = coalesce(${password}, encrypted_password),
        email_confirmed_at = case when ${wish.email_confirm === true}
          then coalesce(email_confirmed_at, now()) else email_confirmed_at end,
        raw_user_meta_data = jsonb_strip_nulls(
          coalesce(raw_user_meta_data, '{}') || ${JSON.stringify(wish.user_metadata ?? {})}::jsonb),
        raw_app_meta_data = jsonb_strip_nulls(
          coalesce(raw_app_meta_data, '{}') || ${JSON.stringify(wish.app_metadata ?? {})}::jsonb),
        banned_until = case when ${until !== undefined}
          then ${until ?? null}::timestamptz else banned_until end,
        updated_at = now()
      where id = ${id}`;
    if (email) {
      await sql`update auth.identities set updated_at = now(), identity_data =
        identity_data || jsonb_build_object('email', ${email}::text)
        where user_id = ${id} and provider = 'email'`;
    }
  } catch (error) {
    return failed(error, "Error updating user");
  }
  return await answerUser(sql, id);
}

async function deleteUser(sql: Sql, id: string, soft: boolean): Promise<Response> {
  const before = await answerUser(sql, id);
  if (!before.ok) return before;
  try {
    if (soft) {
      await sql`update auth.users set deleted_at = now(), email = null, phone = null,
        encrypted_password = null, raw_user_meta_data = '{}' where id = ${id}`;
      await sql`delete from auth.sessions where user_id = ${id}`;
    } else {
      await sql`delete from auth.users where id = ${id}`;
    }
  } catch (error) {
    return failed(error, "Database error deleting user");
  }
  return json(200, {});
}

async function listUsers(sql: Sql, query: URLSearchParams): Promise<Response> {
  const page = Math.max(1, Number(query.get("page")) || 1);
  const size = Math.min(1000, Math.max(1, Number(query.get("per_page")) || 50));
  const [counted] = await sql`select count(*)::int as total from auth.users`;
  const rows = await sql`${userColumns(sql)} order by u.created_at desc, u.id
    limit ${size} offset ${(page - 1) * size}`;
  const last = Math.max(1, Math.ceil(counted!.total / size));
  const link = (to: number, rel: string) =>
    `</admin/users?page=${to}&per_page=${size}>; rel="${rel}"`;
  const links = [...(page < last ? [link(page + 1, "next")] : []), link(last, "last")];
  return json(200, { users: rows.map((row) => row.user), aud: "authenticated" }, {
    "X-Total-Count": String(counted!.total),
    "Link": links.join(", "),
  });
}

async function answerUser(sql: Sql, id: string): Promise<Response> {
  const [row] = await sql`${userColumns(sql)} where u.id = ${id}`;
  return row ? json(200, row.user) : failure(404, "user_not_found", "User not found");
}

/** A user as GoTrue shows it; null fields are left out. */
function userColumns(sql: Sql) {
  return sql`
    select jsonb_strip_nulls(jsonb_build_object(
        'id', u.id, 'aud', u.aud, 'role', u.role, 'email', coalesce(u.email, ''),
        'phone', coalesce(u.phone, ''), 'email_confirmed_at', u.email_confirmed_at,
        'confirmed_at', u.confirmed_at, 'last_sign_in_at', u.last_sign_in_at,
        'banned_until', u.banned_until, 'deleted_at', u.deleted_at,
        'created_at', u.created_at, 'updated_at', u.updated_at, 'is_anonymous', u.is_anonymous))
      || jsonb_build_object(
        'app_metadata', coalesce(u.raw_app_meta_data, '{}'),
        'user_metadata', coalesce(u.raw_user_meta_data, '{}'),
        'identities', (select coalesce(jsonb_agg(jsonb_build_object(
            'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'provider', i.provider,
            'identity_data', i.identity_data, 'email', i.email,
            'created_at', i.created_at, 'updated_at', i.updated_at)), '[]')
          from auth.identities i where i.user_id = u.id)) as "user"
    from auth.users u`;
}

/** bcrypt, the hash lite compares with. */
async function hash(sql: Pick<Sql, "unsafe">, password: string): Promise<string> {
  const text = "select extensions.crypt($1, extensions.gen_salt('bf', 10)) as hash";
  const [row] = await sql.unsafe(text, [password]);
  return row!.hash;
}

/** When a ban ends: an ISO time, null to lift it, undefined to leave it. */
function bannedUntil(duration: string | undefined): string | null | undefined {
  if (duration === undefined) return undefined;
  if (duration === "none") return null;
  const unit = { h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, amount, name] of duration.matchAll(/(\d+(?:\.\d+)?)(h|m|s)/g)) {
    seconds += Number(amount) * unit[name as keyof typeof unit];
  }
  return new Date(Date.now() + seconds * 1000).toISOString();
}

function failed(error: unknown, message: string): Response {
  const code = (error as { code?: string }).code;
  if (code === "23505") {
    const taken = "A user with this email address has already been registered";
    return failure(422, "email_exists", taken);
  }
  if (!/^[0-9A-Z]{5}$/.test(code ?? "") || code!.startsWith("57P") || code!.startsWith("08")) {
    throw error;
  }
  console.error("auth admin:", error);
  return failure(500, "unexpected_failure", message);
}
