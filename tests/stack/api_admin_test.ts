import assert from "node:assert/strict";
import { apiBench, clientOf, person, raw, read, suite } from "./_api.ts";

const bench = await apiBench();
const test = suite("the admin API of Auth", bench);
const { admin } = clientOf(bench, bench.config.secretKey).auth;
const password = "long enough";
const fresh = () => `${crypto.randomUUID()}@example.test`;

async function made(email = fresh()) {
  const { data, error } = await admin.createUser({ email, password, email_confirm: true });
  if (error) throw error;
  return data.user;
}

test("makes a user who can sign in, with both kinds of metadata and an account", async () => {
  const email = fresh().toUpperCase();
  const { data, error } = await admin.createUser({
    email,
    password,
    email_confirm: true,
    user_metadata: { name: "N" },
    app_metadata: { plan: "pro" },
  });
  assert.equal(error, null);
  const user = data.user!;
  assert.equal(user.email, email.toLowerCase());
  assert.deepEqual(user.app_metadata, { plan: "pro", provider: "email", providers: ["email"] });
  assert.equal(user.user_metadata.name, "N");
  assert.equal(user.identities?.[0]?.provider, "email");
  const rows = await bench.owner`select from hidden.accounts where user_id = ${user.id}`;
  assert.equal(rows.length, 1);
  const session = await clientOf(bench).auth.signInWithPassword({ email, password });
  assert.equal(session.data.user?.app_metadata.plan, "pro");
});

test("leaves an unconfirmed user unable to sign in", async () => {
  const email = fresh();
  await admin.createUser({ email, password });
  const { error } = await clientOf(bench).auth.signInWithPassword({ email, password });
  assert.equal(error?.code, "email_not_confirmed");
});

test("refuses a taken address, a bad one and none", async () => {
  const user = await made();
  const taken = await admin.createUser({ email: user.email, password });
  assert.deepEqual([taken.error?.status, taken.error?.code], [422, "email_exists"]);
  assert.equal((await admin.createUser({ email: "nobody", password })).error?.status, 400);
  assert.equal((await admin.createUser({ password })).error?.status, 400);
});

test("shows one user, and 404 for nobody", async () => {
  const user = await made();
  assert.equal((await admin.getUserById(user.id)).data.user?.email, user.email);
  const nobody = await admin.getUserById(crypto.randomUUID());
  assert.deepEqual([nobody.error?.status, nobody.error?.code], [404, "user_not_found"]);
});

test("lists users page by page with their total", async () => {
  for (let n = 0; n < 3; n++) await made();
  const [{ n }] = await bench.owner`select count(*)::int as n from auth.users` as [{ n: number }];
  const first = await admin.listUsers({ page: 1, perPage: 2 });
  if (first.error) throw first.error;
  assert.equal(first.data.users.length, 2);
  assert.deepEqual([first.data.total, first.data.nextPage], [n, 2]);
  const second = await admin.listUsers({ page: 2, perPage: 2 });
  assert.notEqual(second.data.users[0]?.id, first.data.users[0]?.id);
});

test("changes address, password and metadata; null removes a key", async () => {
  const user = await made();
  const email = fresh();
  await admin.updateUserById(user.id, { user_metadata: { a: 1, b: 2 } });
  const { data, error } = await admin.updateUserById(user.id, {
    email,
    password: "another one",
    user_metadata: { a: null },
    app_metadata: { role: "clerk" },
  });
  assert.equal(error, null);
  assert.equal(data.user?.email, email);
  assert.deepEqual([data.user?.user_metadata.a, data.user?.user_metadata.b], [undefined, 2]);
  assert.equal(data.user?.app_metadata.provider, "email");
  const session = await clientOf(bench).auth.signInWithPassword({ email, password: "another one" });
  assert.equal(session.error, null);
});

test("bans and unbans: no sign-in and no refresh meanwhile", async () => {
  const { client, email, id } = await person(bench);
  const banned = await admin.updateUserById(id, { ban_duration: "24h" });
  assert.equal(banned.error, null);
  const refused = await clientOf(bench).auth.signInWithPassword({ email, password });
  assert.equal(refused.error?.code, "user_banned");
  assert.equal((await client.auth.refreshSession()).error?.code, "user_banned");
  await admin.updateUserById(id, { ban_duration: "none" });
  assert.equal((await clientOf(bench).auth.signInWithPassword({ email, password })).error, null);
  assert.equal((await admin.updateUserById(id, { ban_duration: "soon" })).error?.status, 400);
});

test("deletes a user with everything of them, or keeps an empty shell", async () => {
  const user = await made();
  assert.equal((await admin.deleteUser(user.id)).error, null);
  assert.equal((await bench.owner`select from auth.users where id = ${user.id}`).length, 0);
  assert.equal(
    (await bench.owner`select from hidden.accounts where user_id = ${user.id}`).length,
    0,
  );
  assert.equal((await admin.deleteUser(user.id)).error?.status, 404);
  const shell = await made();
  assert.equal((await admin.deleteUser(shell.id, true)).error, null);
  const [row] = await bench.owner`select email, deleted_at from auth.users where id = ${shell.id}`;
  assert.equal(row?.email, null);
  assert.ok(row?.deleted_at);
});

test("is for the secret key only", async () => {
  const { token } = await person(bench);
  for (const bearer of [bench.config.publishableKey, token]) {
    const answer = await read(raw(bench, "/auth/v1/admin/users", { token: bearer }));
    assert.deepEqual([answer.status, answer.body.error_code], [403, "not_admin"]);
  }
  assert.equal((await read(raw(bench, "/auth/v1/admin/users", { token: "a.b.c" }))).status, 401);
  assert.equal((await read(fetch(`${bench.url}/auth/v1/admin/users`))).status, 401);
});
