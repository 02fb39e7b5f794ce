import assert from "node:assert/strict";
import { sign as signWith } from "../../functions/_shared/jwt.ts";
import { apiBench, JWT_SECRET, person, raw, read, suite } from "./_api.ts";

const bench = await apiBench();
const test = suite("the gate", bench);
const user = await person(bench);
const { publishableKey, secretKey } = bench.config;

const now = () => Math.floor(Date.now() / 1000);
const claims = {
  sub: user.id,
  role: "authenticated",
  aud: "authenticated",
  exp: now() + 60,
};
const sign = (payload: Record<string, unknown>, secret = JWT_SECRET, alg = "HS256") =>
  signWith(payload, { secret, algorithm: alg });
const who = (token: string) => read(raw(bench, "/rest/v1/rpc/whoami", { token, body: "{}" }));
const encoded = (part: unknown) => btoa(JSON.stringify(part)).replaceAll("=", "");

test("wants an API key on every request but a preflight and a mail's link", async () => {
  for (const path of ["/rest/v1/notes", "/rest/v1/rpc/whoami", "/auth/v1/user", "/auth/v1/token"]) {
    const answer = await read(fetch(`${bench.url}${path}`, { method: "POST" }));
    assert.equal(answer.status, path === "/auth/v1/user" ? 405 : 401, path);
  }
  const missing = await read(fetch(`${bench.url}/rest/v1/notes`));
  assert.equal(missing.body.message, "No API key found in request");
  const wrong = await read(
    fetch(`${bench.url}/rest/v1/notes`, { headers: { apikey: `${publishableKey}x` } }),
  );
  assert.deepEqual([wrong.status, wrong.body.message], [401, "Invalid API key"]);
  const only = { headers: { Authorization: `Bearer ${user.token}` } };
  assert.equal((await read(fetch(`${bench.url}/rest/v1/notes`, only))).status, 401);
});

test("takes the role from the key alone, and from the token above it", async () => {
  const role = async (headers: Record<string, string>) => {
    const init = { method: "POST", body: "{}", headers };
    const typed = { ...headers, "Content-Type": "application/json" };
    const answer = await read(
      fetch(`${bench.url}/rest/v1/rpc/whoami`, { ...init, headers: typed }),
    );
    return answer.body.role;
  };
  assert.equal(await role({ apikey: publishableKey }), "anon");
  assert.equal(await role({ apikey: secretKey }), "service_role");
  const bearer = { Authorization: `Bearer ${user.token}` };
  assert.equal(await role({ apikey: publishableKey, ...bearer }), "authenticated");
  assert.equal(await role({ apikey: secretKey, ...bearer }), "authenticated");
});

test("answers 401 PGRST301 to every token that is not genuine", async () => {
  const body = user.token.split(".")[1]!;
  const tokens: Record<string, string> = {
    "signed with another secret": await sign(claims, "another-secret-that-is-long-enough-too"),
    "expired": await sign({ ...claims, exp: now() - 5 }),
    "not valid yet": await sign({ ...claims, nbf: now() + 600 }),
    "without an end": await sign({ ...claims, exp: undefined }),
    "meant for others": await sign({ ...claims, aud: "elsewhere" }),
    "of an unknown role": await sign({ ...claims, role: "postgres" }),
    "of the gateway's role": await sign({ ...claims, role: "authenticator" }),
    "without a role": await sign({ ...claims, role: undefined }),
    "with another algorithm": await sign(claims, JWT_SECRET, "HS512"),
    "unsigned": `${encoded({ alg: "none", typ: "JWT" })}.${body}.`,
    "unsigned, capitals": `${encoded({ alg: "None" })}.${body}.`,
    "changed": [user.token.split(".")[0], encoded(claims), user.token.split(".")[2]].join("."),
    "nonsense": "a.b.c",
    "text": "hello",
  };
  for (const [kind, token] of Object.entries(tokens)) {
    const answer = await who(token);
    assert.deepEqual([answer.status, answer.body.code], [401, "PGRST301"], kind);
    assert.match(answer.headers.get("WWW-Authenticate") ?? "", /^Bearer error=/);
  }
  const basic = await read(raw(bench, "/rest/v1/notes", { headers: { Authorization: "Basic x" } }));
  assert.equal(basic.status, 401);
});

test("serves a token of another signer with the same secret", async () => {
  assert.equal((await who(await sign(claims))).body.uid, user.id);
});

test("answers preflights for every origin and header, and lets pages read the answers", async () => {
  const answer = await fetch(`${bench.url}/rest/v1/rpc/whoami`, {
    method: "OPTIONS",
    headers: {
      Origin: "https://shop.example",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,x-own",
    },
  });
  await answer.body?.cancel();
  assert.ok(answer.ok);
  assert.equal(answer.headers.get("Access-Control-Allow-Origin"), "*");
  assert.equal(answer.headers.get("Access-Control-Allow-Headers"), "authorization,x-own");
  assert.match(answer.headers.get("Access-Control-Allow-Methods") ?? "", /POST/);
  const refused = await raw(bench, "/rest/v1/notes");
  await refused.body?.cancel();
  assert.equal(refused.headers.get("Access-Control-Allow-Origin"), "*");
  assert.match(refused.headers.get("Access-Control-Expose-Headers") ?? "", /Content-Range/);
});

test("closes everything of lite that is not needed", async () => {
  const paths = [
    "/",
    "/_system",
    "/_system/info",
    "/_system/query",
    "/static/main.js",
    "/storage/v1/bucket",
    "/rest/v1/",
    "/rest/v1/rpc/",
    "/rest/v1/a/b",
    "/rest/v1/rpc/%zz",
    "/rest/v1/rpc/a.b",
    "/rest/v1/%22notes%22",
    "/auth/v1/authorize",
    "/auth/v1/callback",
    "/auth/v1/otp",
    "/auth/v1/magiclink",
  ];
  for (const path of paths) {
    const answer = await raw(bench, path, { token: secretKey, headers: { apikey: secretKey } });
    await answer.body?.cancel();
    assert.equal(answer.status, 404, path);
  }
});

test("keeps its own login without any right, and clients away from auth", async () => {
  const [role] = await bench.api.gateway.run(`
    select rolsuper or rolinherit or rolbypassrls as strong, session_user as name,
      has_schema_privilege(session_user, 'auth', 'usage') as sees_auth
    from pg_roles where rolname = session_user`);
  assert.deepEqual(role, { strong: false, name: "authenticator", sees_auth: false });
  const open = await bench.owner`
    select r.role, c.relname from pg_class c
      cross join unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) as r(role)
    where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r'
      and has_table_privilege(r.role, c.oid, 'select')`;
  assert.deepEqual([...open], []);
});

test("says at /_ready that it is", async () => {
  const answer = await read(fetch(`${bench.url}/_ready`));
  assert.deepEqual([answer.status, answer.body], [200, { status: "ok" }]);
});
