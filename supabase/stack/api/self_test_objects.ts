/** What the self-test probes: a schema and a user of its own, made and removed by the owner. */
import { type Database, type Runner, sql } from "./database.ts";
import type { Tokens } from "./tokens.ts";

export const PROBE_SCHEMA = "tally_api_self_test";

/** One table without RLS and one with; functions of every kind that lite got wrong. */
const OBJECTS = `
  create schema ${PROBE_SCHEMA};
  grant usage on schema ${PROBE_SCHEMA} to anon, authenticated, service_role;
  set local search_path = ${PROBE_SCHEMA};
  create table plain (id int primary key, amount numeric(20, 6), at timestamptz, note jsonb);
  insert into plain values (1, 5, '2026-11-20 12:00:00+00', '{"a": 1}');
  grant select on plain to authenticated;
  create table guarded (id int primary key);
  alter table guarded enable row level security;
  create function who() returns text language sql stable as 'select current_user::text';
  create function echo(value jsonb) returns jsonb language sql stable as 'select value';
  create function amount(value numeric) returns plain language sql stable as
    'select 1, value, ''2026-11-20 12:00:00+00''::timestamptz, null::jsonb';
  create function said() returns jsonb language sql stable as $$
    select jsonb_build_object('method', current_setting('request.method', true),
      'header', current_setting('request.headers', true)::jsonb ->> 'x-probe',
      'sub', current_setting('request.jwt.claims', true)::jsonb ->> 'sub') $$;
  create function fail(code text, message text, detail text) returns void language plpgsql as $$
    begin raise exception using errcode = code, message = message, detail = detail; end $$;
  grant execute on all functions in schema ${PROBE_SCHEMA} to anon, authenticated, service_role;
`;

/** Makes the probe schema, in place of one a crash may have left. */
export async function createProbeObjects(owner: Database): Promise<void> {
  await dropProbeObjects(owner);
  await owner.transaction((tx) => tx.run(OBJECTS));
}

/** Removes everything of the self-test, its user and the traces Auth kept of it too. */
export async function dropProbeObjects(owner: Database): Promise<void> {
  await quietly(owner, async (tx) => {
    await tx.run(`drop schema if exists ${PROBE_SCHEMA} cascade`);
    const left = await tx.rows<{ id: string }>(sql`
      select id from auth.users where email = ${PROBE_EMAIL}`);
    for (const { id } of left) {
      await tx.rows(sql`delete from auth.refresh_tokens where user_id = ${id}`);
      await tx.rows(sql`delete from auth.sessions where user_id = ${id}`);
      await tx.rows(sql`delete from auth.users where id = ${id}`);
      await tx.rows(sql`delete from auth.audit_log_entries where payload ->> 'actor_id' = ${id}`);
    }
  });
}

const PROBE_EMAIL = "self-test@api.invalid";

/** A signed-in user our own triggers never hear of. */
export async function probeUser(owner: Database, tokens: Tokens) {
  const [id, session, refresh] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  await quietly(owner, async (tx) => {
    await tx.rows(sql`
      insert into auth.users (id, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
      values (${id}, ${PROBE_EMAIL}, now(), '{"provider": "email"}', '{"name": "probe"}')`);
    await tx.rows(
      sql`insert into auth.sessions (id, user_id, aal) values (${session}, ${id}, 'aal1')`,
    );
    await tx.rows(sql`
      insert into auth.refresh_tokens (id, token, user_id, session_id)
      values (${crypto.randomUUID()}, ${refresh}, ${id}, ${session})`);
  });
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: "authenticated", role: "authenticated", iat: now, exp: now + 600 };
  return {
    id,
    refresh,
    token: await tokens.sign({ ...claims, sub: id, session_id: session, email: PROBE_EMAIL }),
  };
}

/** Without triggers: no account is opened for the probe, nothing is audited. */
async function quietly(
  owner: Database,
  work: (tx: Runner) => Promise<void>,
): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.run("set local session_replication_role = replica");
    await work(tx);
  });
}
