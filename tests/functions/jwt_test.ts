import assert from "node:assert/strict";
import {
  bearerToken,
  decode,
  makeVerify,
  sign,
  type SigningKey,
  type Verify,
} from "../../functions/_shared/jwt.ts";
import { assertThrows } from "./_frame.ts";

const ISSUER = "https://project.example/auth/v1";
const SECRET = "a-local-secret-of-more-than-32-bytes";
const USER = "11111111-1111-4111-8111-111111111111";

interface Keys {
  issuerKey: SigningKey;
  publicJwk: JsonWebKey;
  publicPem: string;
  jwksUrl: string;
  fetches: () => number;
  close(): Promise<void>;
}

async function serveKeys(): Promise<Keys> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const publicJwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  let count = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    count++;
    return Response.json({ keys: [{ ...publicJwk, kid: "k1", alg: "ES256", use: "sig" }] });
  });
  return {
    issuerKey: { jwk, algorithm: "ES256", keyId: "k1" },
    publicJwk,
    publicPem: `-----BEGIN PUBLIC KEY-----\n${spki.toBase64()}\n-----END PUBLIC KEY-----\n`,
    jwksUrl: `http://127.0.0.1:${server.addr.port}/jwks`,
    fetches: () => count,
    close: () => server.shutdown(),
  };
}

const now = () => Math.floor(Date.now() / 1000);

const good = () => ({
  sub: USER,
  role: "authenticated",
  aud: "authenticated",
  iss: ISSUER,
  iat: now(),
  exp: now() + 3600,
  email: "a@example.test",
});

/** Claims that must be refused however well they are signed. */
const BAD_CLAIMS: [string, () => Record<string, unknown>][] = [
  ["expired a minute ago", () => ({ ...good(), exp: now() - 60 })],
  ["no expiry", () => ({ ...good(), exp: undefined })],
  ["valid only in a minute", () => ({ ...good(), nbf: now() + 60 })],
  ["issued in a minute", () => ({ ...good(), iat: now() + 60 })],
  ["another audience", () => ({ ...good(), aud: "someone-else" })],
  ["no audience", () => ({ ...good(), aud: undefined })],
  ["another issuer", () => ({ ...good(), iss: "https://evil.example/auth/v1" })],
  ["no issuer", () => ({ ...good(), iss: undefined })],
  ["no subject", () => ({ ...good(), sub: undefined })],
  ["a subject that is no UUID", () => ({ ...good(), sub: "admin" })],
  ["an empty subject", () => ({ ...good(), sub: "" })],
  ["no role", () => ({ ...good(), role: undefined })],
];

Deno.test("jwt takes a good token of either kind of key", async () => {
  const keys = await serveKeys();
  try {
    const verify = makeVerify({ issuer: ISSUER, jwksUrl: keys.jwksUrl, secret: SECRET });
    for (const key of [keys.issuerKey, { secret: SECRET }]) {
      const claims = await verify(await sign(good(), key));
      assert.deepEqual(claims, {
        sub: USER,
        role: "authenticated",
        isAnonymous: false,
        email: "a@example.test",
      });
    }
    await verify(await sign({ ...good(), exp: now() - 10, nbf: now() + 10 }, keys.issuerKey));
    assert.equal(keys.fetches(), 1, "the keys are fetched once");
  } finally {
    await keys.close();
  }
});

Deno.test("jwt refuses wrong claims under a good signature (threat 9)", async (t) => {
  const keys = await serveKeys();
  const verify = makeVerify({ issuer: ISSUER, jwksUrl: keys.jwksUrl, secret: SECRET });
  for (const [name, claims] of BAD_CLAIMS) {
    await t.step(name, async () => {
      for (const key of [keys.issuerKey, { secret: SECRET }]) {
        await assertThrows(verify(await sign(claims(), key)), "not_signed_in");
      }
    });
  }
  await keys.close();
});

const part = (value: unknown) => btoa(JSON.stringify(value)).replace(/=+$/, "");

Deno.test("jwt refuses forged and malformed tokens (threats 9, 10)", async (t) => {
  const keys = await serveKeys();
  const both = makeVerify({ issuer: ISSUER, jwksUrl: keys.jwksUrl, secret: SECRET });
  const hosted = makeVerify({ issuer: ISSUER, jwksUrl: keys.jwksUrl });
  const token = await sign(good(), keys.issuerKey);
  const [header, payload, signature] = token.split(".") as [string, string, string];
  const stranger = await serveKeys();
  const publicText = JSON.stringify(keys.publicJwk);
  const tokens: Record<string, string | null> = {
    "no token": null,
    "empty": "",
    "not a token": "canary",
    "two parts": `${header}.${payload}`,
    "no signature": `${header}.${payload}.`,
    "alg none": `${part({ alg: "none", typ: "JWT" })}.${payload}.`,
    "alg None with a signature": `${part({ alg: "None" })}.${payload}.${signature}`,
    "alg HS512": `${part({ alg: "HS512", typ: "JWT" })}.${payload}.${signature}`,
    "alg missing": `${part({ typ: "JWT" })}.${payload}.${signature}`,
    "changed payload": `${header}.${part({ ...good(), role: "service_role" })}.${signature}`,
    "signature of another token": `${header}.${payload}.${signature.split("").reverse().join("")}`,
    "key of a stranger": await sign(good(), { ...stranger.issuerKey }),
    "unknown key id": await sign(good(), { ...keys.issuerKey, keyId: "k2" }),
    "another secret": await sign(good(), { secret: "another-secret-of-more-than-32-bytes!" }),
    "public JWK as a secret": await sign(good(), { secret: publicText }),
    "public PEM as a secret": await sign(good(), { secret: keys.publicPem }),
    "100 kB": "x".repeat(100_000),
    "padded to 10 kB": `${token}${"A".repeat(10_000)}`,
  };
  const verifiers: [string, Verify][] = [["local", both], ["hosted", hosted]];
  for (const [name, bad] of Object.entries(tokens)) {
    for (const [kind, verify] of verifiers) {
      await t.step(`${name}, ${kind}`, async () => {
        await assertThrows(verify(bad), "not_signed_in");
      });
    }
  }
  await t.step("the right secret, hosted", async () => {
    await assertThrows(hosted(await sign(good(), { secret: SECRET })), "not_signed_in");
  });
  await Promise.all([keys.close(), stranger.close()]);
});

Deno.test("jwt says busy when the keys are out of reach, not that the user is forged", async () => {
  const keys = await serveKeys();
  const token = await sign(good(), keys.issuerKey);
  await keys.close();
  const verify = makeVerify({ issuer: ISSUER, jwksUrl: keys.jwksUrl, secret: SECRET });
  await assertThrows(verify(token), "busy");
});

Deno.test("jwt takes a deployment without public keys as one with none", async () => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("not found", { status: 404 }),
  );
  const jwksUrl = `http://127.0.0.1:${server.addr.port}/`;
  const keys = await serveKeys();
  const verify = makeVerify({ issuer: ISSUER, jwksUrl, secret: SECRET });
  await assertThrows(verify(await sign(good(), keys.issuerKey)), "not_signed_in");
  await verify(await sign(good(), { secret: SECRET }));
  await Promise.all([keys.close(), server.shutdown()]);
});

Deno.test("jwt refuses a short secret at start", () => {
  assert.throws(
    () => makeVerify({ issuer: ISSUER, jwksUrl: "http://127.0.0.1/", secret: "x".repeat(31) }),
    /32 bytes/,
  );
});

Deno.test("jwt reads the bearer token of a request", () => {
  const of = (value?: string) =>
    bearerToken(
      new Request("http://x/", { headers: value === undefined ? {} : { authorization: value } }),
    );
  assert.equal(of("Bearer abc"), "abc");
  assert.equal(of("bearer abc"), "abc");
  for (const bad of [undefined, "", "abc", "Basic abc", "Bearer", "Bearer a b"]) {
    assert.equal(of(bad), null);
  }
});

Deno.test("jwt decodes without verifying", async () => {
  const { header, claims } = decode(await sign(good(), { secret: SECRET }));
  assert.deepEqual(header, { alg: "HS256", typ: "JWT" });
  assert.equal(claims.sub, USER);
});
