import assert from "node:assert/strict";
import { decode } from "../../functions/_shared/jwt.ts";
import { apiBench, clientOf, person, raw, read, suite } from "./_api.ts";

const bench = await apiBench();
const test = suite("Auth", bench);
const password = "long enough";
const fresh = () => `${crypto.randomUUID()}@example.test`;

const post = (path: string, body: unknown, token?: string) =>
  read(raw(bench, `/auth/v1/${path}`, { body: JSON.stringify(body), token }));

test("signs a person up and in at once, and the sign-up trigger opens their account", async () => {
  const client = clientOf(bench);
  const email = fresh();
  const { data, error } = await client.auth.signUp({
    email,
    password,
    options: { data: { name: "Ä", tags: [1, 2] } },
  });
  assert.equal(error, null);
  assert.ok(data.session?.refresh_token);
  assert.equal(data.user?.email, email);
  assert.equal(data.user?.user_metadata.name, "Ä");
  const [account] = await bench.owner`
    select jsonb_typeof(u.raw_user_meta_data) as kind from hidden.accounts a
    join auth.users u on u.id = a.user_id where a.user_id = ${data.user!.id}`;
  assert.equal(account?.kind, "object");
});

test("refuses a password shorter than supabase/config.toml allows", async () => {
  const config = await Deno.readTextFile(new URL("../../supabase/config.toml", import.meta.url));
  const least = Number(/^minimum_password_length = (\d+)$/m.exec(config)?.[1]);
  const signUp = (length: number) =>
    clientOf(bench).auth.signUp({ email: fresh(), password: "x".repeat(length) });
  assert.equal((await signUp(least - 1)).error?.code, "weak_password");
  assert.equal((await signUp(least)).error, null);
});

test("issues tokens with every claim SQL reads", async () => {
  const { id, email, token } = await person(bench);
  const claims = decode(token).claims;
  const now = Date.now() / 1000;
  assert.equal(claims.sub, id);
  assert.equal(claims.role, "authenticated");
  assert.equal(claims.aud, "authenticated");
  assert.equal(claims.iss, `${bench.url}/auth/v1`);
  assert.equal(claims.email, email);
  assert.deepEqual(claims.app_metadata, { provider: "email", providers: ["email"] });
  assert.equal((claims.user_metadata as { email: string }).email, email);
  assert.equal(claims.aal, "aal1");
  assert.equal(claims.is_anonymous, false);
  assert.match(String(claims.session_id), /^[0-9a-f-]{36}$/);
  const [amr] = claims.amr as { method: string; timestamp: number }[];
  assert.equal(amr?.method, "password");
  assert.ok(Math.abs(amr!.timestamp - now) < 60 && Math.abs(Number(claims.exp) - now - 3600) < 60);
});

test("signs in with the right password only, whatever the case of the address", async () => {
  const { email } = await person(bench);
  const client = clientOf(bench);
  const right = await client.auth.signInWithPassword({ email: email.toUpperCase(), password });
  assert.equal(right.error, null);
  const wrong = await client.auth.signInWithPassword({ email, password: "something else" });
  assert.deepEqual([wrong.error?.status, wrong.error?.code], [400, "invalid_credentials"]);
  const nobody = await client.auth.signInWithPassword({ email: fresh(), password });
  assert.equal(nobody.error?.message, wrong.error?.message);
});

test("refuses a taken address, a short password, a bad address and no password", async () => {
  const { email } = await person(bench);
  const taken = await post("signup", { email, password });
  assert.deepEqual([taken.status, taken.body.error_code], [422, "user_already_exists"]);
  const short = await post("signup", { email: fresh(), password: "short" });
  assert.deepEqual([short.status, short.body.error_code], [422, "weak_password"]);
  assert.equal((await post("signup", { email: "nobody", password })).status, 400);
  assert.equal((await post("signup", { email: fresh() })).status, 400);
  assert.equal((await read(raw(bench, "/auth/v1/signup", { body: "{" }))).status, 400);
});

test("refuses values of other types and characters no column takes", async () => {
  const email = fresh();
  const bad = [
    { email, password: 12345678 },
    { email: 5, password },
    { email: [email], password },
    { email, password, data: "text" },
    { email: `a\u0000${email}`, password },
    { email: `${"x".repeat(300)}@example.test`, password },
  ];
  for (const body of bad) {
    const { status } = await post("signup", body);
    assert.equal(status, 400, JSON.stringify(body));
  }
  assert.equal((await post("token?grant_type=password", { email, password: {} })).status, 400);
  assert.equal((await post("token?grant_type=refresh_token", { refresh_token: 7 })).status, 400);
  assert.equal((await post("token?grant_type=other", {})).status, 400);
});

test("makes one account of two sign-ups at once, and the other says so", async () => {
  const email = fresh();
  const answers = await Promise.all([1, 2, 3].map(() => post("signup", { email, password })));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 422, 422]);
});

test("tells of a refusing sign-up trigger without its words, and keeps nobody", async () => {
  const email = `refused-${fresh()}`;
  const { status, body } = await post("signup", { email, password });
  assert.deepEqual([status, body.msg], [500, "Database error saving new user"]);
  assert.equal((await bench.owner`select from auth.users where email = ${email}`).length, 0);
});

test("gives a new pair of tokens for a refresh token, keeping session and sign-in time", async () => {
  const { client, token } = await person(bench);
  const before = decode(token).claims;
  const { data, error } = await client.auth.refreshSession();
  assert.equal(error, null);
  const after = decode(data.session!.access_token).claims;
  assert.deepEqual([after.session_id, after.amr], [before.session_id, before.amr]);
  assert.equal(after.aal, "aal1");
  assert.equal((await client.rpc("whoami")).data.uid, before.sub);
  const bad = await post("token?grant_type=refresh_token", { refresh_token: crypto.randomUUID() });
  assert.equal(bad.status, 400);
});

test("ends a session at sign-out: refresh and user page are over", async () => {
  const { client, token } = await person(bench);
  const { data: { session } } = await client.auth.getSession();
  assert.equal((await client.auth.signOut()).error, null);
  const refresh = { refresh_token: session!.refresh_token };
  assert.equal((await post("token?grant_type=refresh_token", refresh)).status, 400);
  const user = await read(raw(bench, "/auth/v1/user", { token }));
  assert.deepEqual([user.status, user.body.error_code], [403, "session_not_found"]);
});

test("shows and changes the user: metadata merged as JSON, password replaced", async () => {
  const { client, email, id } = await person(bench);
  assert.equal((await client.auth.getUser()).data.user?.id, id);
  const updated = await client.auth.updateUser({
    data: { plan: { a: 1 } },
    password: "another one",
  });
  assert.deepEqual(updated.data.user?.user_metadata.plan, { a: 1 });
  const [row] = await bench.owner`
    select raw_user_meta_data -> 'plan' ->> 'a' as a from auth.users where id = ${id}`;
  assert.equal(row?.a, "1");
  const old = await clientOf(bench).auth.signInWithPassword({ email, password });
  assert.equal(old.error?.status, 400);
  const now = await clientOf(bench).auth.signInWithPassword({ email, password: "another one" });
  assert.equal(now.error, null);
  assert.deepEqual(decode(now.data.session!.access_token).claims.user_metadata, {
    ...updated.data.user?.user_metadata,
  });
});

test("refuses forged and missing tokens at the user page", async () => {
  const { token } = await person(bench);
  const forged = token.slice(0, -4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
  assert.equal((await read(raw(bench, "/auth/v1/user", { token: forged }))).status, 403);
  assert.equal((await read(raw(bench, "/auth/v1/user"))).status, 403);
});

test("recovers a password by mail: link to the API, back to the site, signed in", async () => {
  const { email, id } = await person(bench);
  const redirectTo = `${bench.config.siteUrl}/new-password?from=mail`;
  const asked = await clientOf(bench).auth.resetPasswordForEmail(email, { redirectTo });
  assert.equal(asked.error, null);
  const letter = bench.letters.findLast((one) => one.to === email)!;
  assert.match(letter.subject, /reset/i);
  const link = /https?:\/\/\S+/.exec(letter.text)![0];
  assert.ok(link.startsWith(`${bench.url}/auth/v1/verify?`));
  const followed = await fetch(link, { redirect: "manual" });
  await followed.body?.cancel();
  assert.equal(followed.status, 303);
  const back = new URL(followed.headers.get("Location")!);
  assert.equal(`${back.origin}${back.pathname}${back.search}`, redirectTo);
  const fragment = new URLSearchParams(back.hash.slice(1));
  assert.equal(fragment.get("type"), "recovery");
  const claims = decode(fragment.get("access_token")!).claims;
  assert.deepEqual([claims.sub, claims.aal], [id, "aal1"]);
  assert.equal((claims.amr as { method: string }[])[0]?.method, "otp");
  const client = clientOf(bench);
  await client.auth.setSession({
    access_token: fragment.get("access_token")!,
    refresh_token: fragment.get("refresh_token")!,
  });
  assert.equal((await client.auth.updateUser({ password: "recovered" })).error, null);
  const again = await fetch(link, { redirect: "manual" });
  await again.body?.cancel();
  assert.match(again.headers.get("Location") ?? "", /error_code=otp_expired/);
});

test("leads a mail's link to no other site, and says nothing about unknown addresses", async () => {
  const { email } = await person(bench);
  const redirectTo = "https://evil.example/";
  await clientOf(bench).auth.resetPasswordForEmail(email, { redirectTo });
  const letter = bench.letters.findLast((one) => one.to === email)!;
  const followed = await fetch(/https?:\/\/\S+/.exec(letter.text)![0], { redirect: "manual" });
  await followed.body?.cancel();
  assert.ok(followed.headers.get("Location")!.startsWith(`${bench.config.siteUrl}`));
  const sent = bench.letters.length;
  const unknown = await clientOf(bench).auth.resetPasswordForEmail(fresh());
  assert.deepEqual([unknown.error, bench.letters.length], [null, sent]);
});

test("signs in with the code of a mail as well", async () => {
  const { email, id } = await person(bench);
  await clientOf(bench).auth.resetPasswordForEmail(email);
  const code = /\b\d{6}\b/.exec(bench.letters.findLast((one) => one.to === email)!.text)![0];
  const { data } = await clientOf(bench).auth.verifyOtp({ email, token: code, type: "recovery" });
  assert.equal(data.user?.id, id);
});

test("shows its settings and an empty key set, without secrets", async () => {
  const settings = await read(raw(bench, "/auth/v1/settings"));
  assert.equal(settings.body.mailer_autoconfirm, true);
  const keys = await read(fetch(`${bench.url}/auth/v1/.well-known/jwks.json`));
  assert.deepEqual(keys.body, { keys: [] });
});

test("waits for the mail's link when AUTH_CONFIRM_EMAIL asks for it", async () => {
  const strict = await apiBench({ confirmEmail: true });
  try {
    const email = fresh();
    const { data, error } = await clientOf(strict).auth.signUp({ email, password });
    assert.deepEqual([error, data.session], [null, null]);
    const early = await clientOf(strict).auth.signInWithPassword({ email, password });
    assert.equal(early.error?.code, "email_not_confirmed");
    const link = /https?:\/\/\S+/.exec(strict.letters.at(-1)!.text)![0];
    const followed = await fetch(link, { redirect: "manual" });
    await followed.body?.cancel();
    assert.match(followed.headers.get("Location") ?? "", /access_token=/);
    const later = await clientOf(strict).auth.signInWithPassword({ email, password });
    assert.equal(later.error, null);
  } finally {
    await strict.end();
  }
});
