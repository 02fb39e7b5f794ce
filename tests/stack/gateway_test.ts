import assert from "node:assert/strict";
import { bench } from "./_host.ts";

/** An api process that answers what it received. */
function echo() {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/moved")) {
      return new Response(null, { status: 302, headers: { location: "http://elsewhere.test/" } });
    }
    return Response.json({
      path: url.pathname + url.search,
      method: request.method,
      headers: Object.fromEntries(request.headers),
      bytes: (await request.arrayBuffer()).byteLength,
    });
  });
}

async function withEcho(work: (url: string) => Promise<void>) {
  const server = echo();
  const api = { name: "api", origin: `http://127.0.0.1:${server.addr.port}`, ready: true };
  const gateway = await bench({}, { api });
  await work(gateway.url);
  await gateway.stop();
  await server.shutdown();
}

Deno.test("gateway passes method, path, query, headers and body on", () =>
  withEcho(async (url) => {
    const answer = await fetch(`${url}/rest/v1/rpc/spend?select=a,b`, {
      method: "POST",
      headers: { apikey: "k", "content-profile": "tally", "content-type": "application/json" },
      body: "x".repeat(300_000),
    });
    const got = await answer.json();
    assert.equal(got.path, "/rest/v1/rpc/spend?select=a,b");
    assert.equal(got.method, "POST");
    assert.equal(got.bytes, 300_000);
    assert.equal(got.headers.apikey, "k");
    assert.equal(got.headers["content-profile"], "tally");
  }));

Deno.test("gateway replaces the headers by which a client could pose as a proxy", () =>
  withEcho(async (url) => {
    const answer = await fetch(`${url}/auth/v1/user`, {
      headers: {
        "x-forwarded-for": "6.6.6.6",
        "x-forwarded-host": "evil.test",
        "x-forwarded-proto": "https",
        "x-forwarded-port": "1",
        "x-real-ip": "6.6.6.6",
        "cf-connecting-ip": "6.6.6.6",
        "forwarded": "for=6.6.6.6",
      },
    });
    const { headers } = await answer.json();
    assert.equal(headers["x-forwarded-for"], "127.0.0.1");
    assert.equal(headers["x-forwarded-host"], new URL(url).host);
    assert.equal(headers["x-forwarded-proto"], "http");
    assert.ok(!JSON.stringify(headers).includes("6.6.6.6"));
    assert.equal(headers["x-forwarded-port"], undefined);
  }));

Deno.test("gateway streams a body while it is still being sent", () =>
  withEcho(async (url) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 5));
        if (sent++ === 10) controller.close();
        else controller.enqueue(new Uint8Array(1000));
      },
    });
    const answer = await fetch(`${url}/rest/v1/x`, { method: "POST", body });
    assert.equal((await answer.json()).bytes, 10_000);
  }));

Deno.test("gateway leaves redirects to the caller and knows no other paths", () =>
  withEcho(async (url) => {
    const moved = await fetch(`${url}/auth/v1/moved`, { redirect: "manual" });
    assert.equal(moved.status, 302);
    assert.equal(moved.headers.get("location"), "http://elsewhere.test/");
    for (const path of ["/", "/_system", "/restore/v1/x", "/rest/v2", "/functions/v1/"]) {
      assert.equal((await fetch(url + path)).status, 404, path);
    }
  }));

Deno.test("gateway answers 503 in JSON while a process is away", async () => {
  const server = echo();
  const origin = `http://127.0.0.1:${server.addr.port}`;
  await server.shutdown();
  for (const ready of [true, false]) {
    const gateway = await bench({}, { api: { name: "api", origin, ready } });
    const answer = await fetch(`${gateway.url}/rest/v1/x`, { method: "POST", body: "{}" });
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("retry-after"), "1");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    const { code, message, hint } = await answer.json();
    assert.deepEqual([code, message], ["PT503", "busy"]);
    assert.match(hint, /same key/);
    await gateway.stop();
  }
});
