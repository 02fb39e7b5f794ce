import assert from "node:assert/strict";
import {
  CHECKOUT,
  type Env,
  HEALTH,
  readEnv,
  STRIPE_WEBHOOK,
  type Variable,
} from "../../functions/_shared/env.ts";

const GOOD: Record<string, string> = {
  SUPABASE_URL: "https://project.example",
  SUPABASE_ANON_KEY: "publishable-key-of-a-test",
  SUPABASE_SERVICE_ROLE_KEY: "secret-key-of-a-test-0001",
  SUPABASE_JWT_SECRET: "a-secret-of-more-than-thirty-two-bytes",
  STRIPE_SECRET_KEY: "sk_test_123456789",
  STRIPE_WEBHOOK_SECRET: "whsec_0123456789abcdef",
  SITE_URL: "https://app.example/",
  CORS_ORIGINS: "https://app.example, http://localhost:3000",
};

const read = <V extends Variable>(names: readonly V[], changes: Record<string, string> = {}) =>
  readEnv(names, (name) => ({ ...GOOD, ...changes })[name]);

Deno.test("env gives typed values and defaults", () => {
  const env: Env<(typeof CHECKOUT)[number]> = read(CHECKOUT);
  assert.equal(env.SITE_URL, "https://app.example");
  assert.deepEqual(env.CORS_ORIGINS, ["https://app.example", "http://localhost:3000"]);
  assert.equal(env.PAYMENTS_ENABLED, true);
  assert.equal(read(CHECKOUT, { PAYMENTS_ENABLED: "false" }).PAYMENTS_ENABLED, false);
  assert.deepEqual(read(HEALTH, { CORS_ORIGINS: "" }).CORS_ORIGINS, []);
  assert.equal(
    read(STRIPE_WEBHOOK, { STRIPE_WEBHOOK_SECRET_PREVIOUS: " " }).STRIPE_WEBHOOK_SECRET_PREVIOUS,
    undefined,
  );
});

Deno.test("env reads only the variables of its function", () => {
  const asked: string[] = [];
  readEnv(HEALTH, (name) => {
    asked.push(name);
    return GOOD[name];
  });
  assert.deepEqual(asked, [...HEALTH]);
  assert.ok(!asked.some((name) => /STRIPE_SECRET|WEBHOOK|JWT/.test(name)));
});

const BAD: [Variable, string][] = [
  ["SUPABASE_URL", ""],
  ["SUPABASE_URL", "project.example"],
  ["SUPABASE_URL", "ftp://project.example"],
  ["SUPABASE_URL", "https://user:canary@project.example"],
  ["SUPABASE_ANON_KEY", "canary"],
  ["SUPABASE_JWT_SECRET", "canary-of-31-bytes-is-too-short"],
  ["STRIPE_SECRET_KEY", "pk_test_canary"],
  ["STRIPE_WEBHOOK_SECRET", "canary"],
  ["SITE_URL", "javascript:canary()"],
  ["SITE_URL", "https://app.example/?next=canary"],
  ["CORS_ORIGINS", "*"],
  ["CORS_ORIGINS", "null"],
  ["CORS_ORIGINS", "https://app.example/"],
  ["CORS_ORIGINS", "https://app.example/canary"],
  ["CORS_ORIGINS", "https://app.example,,https://b.example"],
  ["CORS_ORIGINS", "HTTPS://app.example"],
  ["CORS_ORIGINS", "javascript:canary"],
  ["PAYMENTS_ENABLED", "yes"],
  ["PAYMENTS_ENABLED", "1"],
  ["PAYMENTS_ENABLED", "TRUE"],
];

Deno.test("env refuses a wrong variable by name and never shows its value", async (t) => {
  for (const [name, value] of BAD) {
    await t.step(`${name}=${value}`, () => {
      assert.throws(
        () => read([...CHECKOUT, ...STRIPE_WEBHOOK], { [name]: value }),
        (thrown: Error) => thrown.message.includes(name) && !/canary/.test(thrown.message),
      );
    });
  }
});

Deno.test("env names every faulty variable at once", () => {
  assert.throws(
    () => read(CHECKOUT, { SITE_URL: "", STRIPE_SECRET_KEY: "x" }),
    /STRIPE_SECRET_KEY.*SITE_URL is missing/,
  );
});

Deno.test("env never lets a live key leave for another host", () => {
  const base = { STRIPE_API_BASE: "http://127.0.0.1:12111" };
  assert.equal(read(CHECKOUT, base).STRIPE_API_BASE, base.STRIPE_API_BASE);
  for (const key of ["sk_live_123", "rk_live_123"]) {
    assert.throws(() => read(CHECKOUT, { ...base, STRIPE_SECRET_KEY: key }), /STRIPE_API_BASE/);
  }
});
