/** `/auth/v1/admin/users`: GoTrue's admin API, which lite does not have. For the secret key only. */
import * as users from "./admin_users.ts";
import type { Database } from "./database.ts";
import { failure, json } from "./http.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const BAN = /^(\d+(\.\d+)?(h|m|s))+$/;

/** Answers one request under `/admin/users`; the caller is known to hold the secret key. */
export async function adminUsers(
  request: Request,
  path: string,
  database: Database,
): Promise<Response> {
  const id = path.slice("/admin/users/".length);
  const wish = await wishOf(request);
  const invalid = mistakeIn(wish);
  if (invalid) return failure(400, "validation_failed", invalid);
  if (id && !UUID.test(id)) return failure(404, "validation_failed", "user_id must be an UUID");
  try {
    switch (`${request.method} ${id ? "one" : "all"}`) {
      case "GET all":
        return await list(database, new URL(request.url).searchParams);
      case "POST all":
        return await create(database, wish);
      case "GET one":
        return await show(database, id);
      case "PUT one":
        await users.update(database, id, wish);
        return await show(database, id);
      case "DELETE one":
        return await remove(database, id, wish.should_soft_delete === true);
    }
  } catch (error) {
    if ((error as { code?: string }).code !== "23505") throw error;
    const taken = "A user with this email address has already been registered";
    return failure(422, "email_exists", taken);
  }
  return failure(405, "method_not_allowed", "There is no such admin call");
}

type Wish = users.Wish & { should_soft_delete?: boolean };

async function wishOf(request: Request): Promise<Wish> {
  try {
    const parsed = JSON.parse(await request.text() || "{}");
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function mistakeIn({ email, password, id, ban_duration }: Wish): string | undefined {
  if (email !== undefined && !MAIL.test(email)) {
    return "Unable to validate email address: invalid format";
  }
  if (password !== undefined && password.length > 72) {
    return "Password cannot be longer than 72 characters";
  }
  if (id !== undefined && !UUID.test(id)) return "ID must be a UUID";
  if (ban_duration !== undefined && ban_duration !== "none" && !BAN.test(ban_duration)) {
    return "invalid format for ban duration";
  }
}

async function create(database: Database, wish: Wish): Promise<Response> {
  if (!wish.email) {
    return failure(400, "validation_failed", "Cannot create a user without an email");
  }
  return await show(database, await users.create(database, { ...wish, email: wish.email }));
}

async function show(database: Database, id: string): Promise<Response> {
  const user = await users.find(database, id);
  return user ? json(200, user) : failure(404, "user_not_found", "User not found");
}

async function remove(database: Database, id: string, soft: boolean): Promise<Response> {
  const gone = await (soft ? users.empty : users.remove)(database, id);
  return gone ? json(200, {}) : failure(404, "user_not_found", "User not found");
}

async function list(database: Database, query: URLSearchParams): Promise<Response> {
  const page = Math.max(1, Number(query.get("page")) || 1);
  const size = Math.min(1000, Math.max(1, Number(query.get("per_page")) || 50));
  const { found, total } = await users.list(database, size, (page - 1) * size);
  const last = Math.max(1, Math.ceil(total / size));
  const link = (to: number, rel: string) =>
    `</admin/users?page=${to}&per_page=${size}>; rel="${rel}"`;
  const links = [...(page < last ? [link(page + 1, "next")] : []), link(last, "last")];
  return json(200, { users: found, aud: "authenticated" }, {
    "X-Total-Count": String(total),
    "Link": links.join(", "),
  });
}
