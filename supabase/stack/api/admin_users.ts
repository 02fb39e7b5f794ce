/** Users of schema `auth` as GoTrue's admin API changes and shows them. */
import { type Database, type Runner, sql } from "./database.ts";

/** What an administrator may ask for; names are GoTrue's. */
export interface Wish {
  id?: string;
  email?: string;
  phone?: string;
  password?: string;
  email_confirm?: boolean;
  user_metadata?: Record<string, unknown>;
  app_metadata?: Record<string, unknown>;
  /** `24h`, `90m`, or `none` to lift a ban. */
  ban_duration?: string;
  role?: string;
}

/** A user in GoTrue's JSON. */
export type User = Record<string, unknown>;

/** Makes a user with an e-mail identity; answers the id. @throws 23505 when the address is taken. */
export async function create(database: Database, wish: Wish & { email: string }): Promise<string> {
  const email = wish.email.toLowerCase();
  const id = wish.id ?? crypto.randomUUID();
  const app = { provider: "email", providers: ["email"], ...wish.app_metadata };
  const own = { ...wish.user_metadata, email_verified: wish.email_confirm === true };
  const identity = { sub: id, email, email_verified: false, phone_verified: false };
  await database.transaction(async (tx) => {
    const password = await hashed(tx, wish.password ?? crypto.randomUUID());
    await tx.rows(sql`
      insert into auth.users (id, email, encrypted_password, email_confirmed_at, banned_until, role,
        raw_app_meta_data, raw_user_meta_data)
      values (${id}, ${email}, ${password},
        case when ${wish.email_confirm === true}::boolean then now() end,
        ${bannedUntil(wish.ban_duration) ?? null}, ${wish.role ?? "authenticated"},
        ${JSON.stringify(app)}, ${JSON.stringify(own)})`);
    await tx.rows(sql`
      insert into auth.identities (id, provider, provider_id, user_id, identity_data)
      values (${crypto.randomUUID()}, 'email', ${id}, ${id}, ${JSON.stringify(identity)})`);
  });
  return id;
}

/** Changes what is given; metadata is merged, and a key given as null is removed. */
export async function update(database: Database, id: string, wish: Wish): Promise<void> {
  const email = wish.email?.toLowerCase() ?? null;
  const until = bannedUntil(wish.ban_duration);
  await database.transaction(async (tx) => {
    const password = wish.password === undefined ? null : await hashed(tx, wish.password);
    await tx.rows(sql`
      update auth.users set
        email = coalesce(${email}, email),
        phone = coalesce(${wish.phone ?? null}, phone),
        role = coalesce(${wish.role ?? null}, role),
        encrypted_password = coalesce(${password}, encrypted_password),
        email_confirmed_at = case when ${wish.email_confirm === true}::boolean
          then coalesce(email_confirmed_at, now()) else email_confirmed_at end,
        raw_user_meta_data = ${merged(sql`raw_user_meta_data`, wish.user_metadata)},
        raw_app_meta_data = ${merged(sql`raw_app_meta_data`, wish.app_metadata)},
        banned_until = case when ${until !== undefined}::boolean
          then ${until ?? null}::timestamptz else banned_until end,
        updated_at = now()
      where id = ${id}`);
    if (!email) return;
    await tx.rows(sql`
      update auth.identities set updated_at = now(),
        identity_data = identity_data || jsonb_build_object('email', ${email}::text)
      where user_id = ${id} and provider = 'email'`);
  });
}

/** Deletes a user and what hangs on the row; false when there is none. */
export async function remove(database: Database, id: string): Promise<boolean> {
  return (await database.rows(sql`delete from auth.users where id = ${id} returning id`)).length >
    0;
}

/** Keeps the row and takes the person out of it; false when there is none. */
export async function empty(database: Database, id: string): Promise<boolean> {
  return await database.transaction(async (tx) => {
    await tx.rows(sql`delete from auth.sessions where user_id = ${id}`);
    await tx.rows(sql`delete from auth.identities where user_id = ${id}`);
    const emptied = await tx.rows(sql`
      update auth.users set deleted_at = now(), email = null, phone = null,
        encrypted_password = null, raw_user_meta_data = '{}'
      where id = ${id} returning id`);
    return emptied.length > 0;
  });
}

/** One user, or undefined. */
export async function find(database: Database, id: string): Promise<User | undefined> {
  const [row] = await database.rows<{ user: User }>(sql`${SHOWN} where u.id = ${id}`);
  return row?.user;
}

/** A page of users, newest first, and how many there are. */
export async function list(database: Database, size: number, offset: number) {
  const [counted] = await database.rows<{ total: number }>(
    sql`select count(*) as total from auth.users`,
  );
  const rows = await database.rows<{ user: User }>(sql`
    ${SHOWN} order by u.created_at desc, u.id limit ${size} offset ${offset}`);
  return { found: rows.map((row) => row.user), total: counted!.total };
}

/** A user as GoTrue shows it; fields without a value are left out. */
const SHOWN = sql`
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

function merged(column: ReturnType<typeof sql>, change: Record<string, unknown> = {}) {
  const removed = Object.keys(change).filter((key) => change[key] === null);
  return sql`(coalesce(${column}, '{}') || ${JSON.stringify(change)}::jsonb) - ${removed}::text[]`;
}

/** bcrypt by pgcrypto, which lite compares with. */
async function hashed(tx: Runner, password: string): Promise<string> {
  const [row] = await tx.rows<{ hash: string }>(sql`
    select extensions.crypt(${password}::text, extensions.gen_salt('bf', 10)) as hash`);
  return row!.hash;
}

/** When a ban ends: an ISO time, null to lift it, undefined to leave it. */
function bannedUntil(duration: string | undefined): string | null | undefined {
  if (duration === undefined) return undefined;
  if (duration === "none") return null;
  const unit: Record<string, number> = { h: 3600, m: 60, s: 1 };
  let seconds = 0;
  for (const [, amount, name] of duration.matchAll(/(\d+(?:\.\d+)?)(h|m|s)/g)) {
    seconds += Number(amount) * unit[name!]!;
  }
  return new Date(Date.now() + seconds * 1000).toISOString();
}
