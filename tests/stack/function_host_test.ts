import assert from "node:assert/strict";
import { bench, token, until } from "./_host.ts";

const answers = (text: string) =>
  `export default { fetch: () => new Response(${JSON.stringify(text)}) };`;

async function text(url: string, init?: RequestInit): Promise<string> {
  return await (await fetch(url, init)).text();
}

Deno.test("function host gives a function its granted variables and nothing else", async () => {
  const code = `export default { fetch: async () => {
    const tried: Record<string, string> = {};
    const attempt = async (name: string, work: () => unknown) => {
      try { await work(); tried[name] = "allowed"; } catch (thrown) { tried[name] = thrown.name; }
    };
    await attempt("read", () => Deno.readTextFile("/etc/hostname"));
    await attempt("write", () => Deno.writeTextFile("/tmp/x", ""));
    await attempt("run", () => new Deno.Command("/usr/bin/id").output());
    await attempt("net", () => fetch("http://127.0.0.1:8999/"));
    const names = ["SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY", "STRIPE_SECRET_KEY", "HOME",
      "STRIPE_WEBHOOK_SECRET", "PATH"];
    const env = Object.fromEntries(names.map((name) => [name, Deno.env.get(name) ?? null]));
    return Response.json({ env, tried });
  } };`;
  const values = {
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_SERVICE_ROLE_KEY: "service",
    STRIPE_SECRET_KEY: "sk_test_x",
    STRIPE_WEBHOOK_SECRET: "whsec_x",
  };
  const functions = await bench({ health: { code }, stranger: { code } }, { values });
  const get = (name: string) =>
    until(() => fetch(`${functions.url}/functions/v1/${name}`), ({ status }) => status === 200);

  const health = await (await get("health")).json();
  const nothing = { HOME: null, PATH: null, STRIPE_WEBHOOK_SECRET: null, STRIPE_SECRET_KEY: null };
  assert.deepEqual(health.env, {
    ...nothing,
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_SERVICE_ROLE_KEY: "service",
  });
  const denied = "NotCapable";
  assert.deepEqual(health.tried, {
    read: denied,
    write: denied,
    run: denied,
    net: denied,
  });
  const stranger = await (await get("stranger")).json();
  assert.deepEqual(new Set(Object.values(stranger.env)), new Set([null]));
  await functions.stop();
});

Deno.test("function host keeps a broken function away from the others", async () => {
  const functions = await bench({
    broken: { code: "throw new Error('at import');" },
    dying: { code: "export default { fetch() { Deno.exit(3); } };" },
    throwing: { code: "export default { fetch() { throw new Error('in a request'); } };" },
    good: { code: answers("good") },
  });
  const at = (name: string) => `${functions.url}/functions/v1/${name}`;
  assert.equal(await until(() => text(at("good")), (said) => said === "good"), "good");

  const broken = await fetch(at("broken"));
  assert.equal(broken.status, 503);
  assert.equal(broken.headers.get("retry-after"), "1");
  assert.equal((await broken.json()).message, "busy");

  const thrown = await until(() => fetch(at("throwing")), ({ status }) => status === 500);
  assert.equal(thrown.status, 500);
  assert.equal(await thrown.text(), "");

  await until(() => fetch(`${at("dying")}`), () => true);
  const ended = () =>
    Promise.resolve(functions.said.some((line) => line.startsWith("dying ended")));
  await until(async () => {
    await text(at("dying"));
    return await ended();
  }, Boolean);
  assert.ok(await ended());
  assert.equal(await text(at("good")), "good");
  assert.equal((await fetch(at("unknown"))).status, 404);
  await functions.stop();
});

Deno.test("function host loads a changed function again, and a mended one comes back", async () => {
  const functions = await bench({ one: { code: answers("first") }, two: { code: answers("two") } });
  const one = () => text(`${functions.url}/functions/v1/one`);
  assert.equal(await until(one, (said) => said === "first"), "first");
  const two = functions.host.children()[1]!;
  await until(() => Promise.resolve(two.state), (state) => state === "ready");
  const before = two.pid;

  await functions.write("one", answers("second"));
  assert.equal(await until(one, (said) => said === "second"), "second");
  await functions.write("one", "this is no program (");
  await until(one, (said) => said.includes("busy"));
  await functions.write("one", answers("third"));
  assert.equal(await until(one, (said) => said === "third"), "third");
  assert.equal(two.pid, before);
  await functions.stop();
});

Deno.test("function host checks the token where config.toml says verify_jwt", async () => {
  const functions = await bench({
    closed: { code: answers("inside"), verifyJwt: true },
    open: { code: answers("open"), verifyJwt: false },
  });
  const url = `${functions.url}/functions/v1/closed`;
  const call = (authorization?: string, method = "POST") =>
    fetch(url, { method, headers: authorization ? { authorization } : {} });
  assert.equal(
    await until(() => text(`${functions.url}/functions/v1/open`), (said) => said === "open"),
    "open",
  );
  const good = `Bearer ${await token()}`;
  await until(() => call(good), ({ status }) => status === 200);
  assert.equal(await (await call(good)).text(), "inside");

  const none = await call();
  assert.equal(none.status, 401);
  assert.deepEqual(await none.json(), { code: 401, message: "Missing authorization header" });
  const soon = Math.floor(Date.now() / 1000) - 3600;
  const bad = [
    "Bearer nonsense",
    "Basic dTpw",
    `Bearer ${(await token()).slice(0, -3)}abc`,
    `Bearer ${await token({ exp: soon })}`,
    `Bearer ${await token({ role: "postgres" })}`,
    `Bearer eyJhbGciOiJub25lIn0.${(await token()).split(".")[1]}.`,
  ];
  for (const authorization of bad) {
    const answer = await call(authorization);
    assert.equal(answer.status, 401, authorization);
    assert.deepEqual(await answer.json(), { code: 401, message: "Invalid JWT" });
  }
  // A browser's preflight carries no token.
  assert.equal((await call(undefined, "OPTIONS")).status, 200);
  await functions.stop();
});
