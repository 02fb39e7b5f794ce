import assert from "node:assert/strict";
import { z } from "zod";
import { readBody, readBytes, requireJson } from "../../functions/_shared/body.ts";
import { ApiError } from "../../functions/_shared/errors.ts";
import { type Call, type Handler, route } from "../../functions/_shared/http.ts";
import { assertRefused, assertThrows, keepLog } from "./_frame.ts";

const SITE = "https://app.example";
const schema = z.object({ pack: z.string(), quantity: z.int("invalid_quantity").optional() });

function frame(handle: (call: Call) => Promise<Response>, origins: string[] = [SITE]) {
  const kept = keepLog();
  const handler: Handler = route(
    { event: "sample", methods: ["POST"], origins, log: kept.log },
    handle,
  );
  return { handler, kept };
}

const ok = () => Promise.resolve(Response.json({ fine: true }));

const post = (init: RequestInit = {}) =>
  new Request("http://x/", {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
    ...init,
  });

const EVERY_ANSWER: Record<string, RegExp> = {
  "strict-transport-security": /^max-age=\d{8,}/,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "x-xss-protection": /^0$/,
  "referrer-policy": /./,
  "permissions-policy": /./,
  "cache-control": /^no-store$/,
  "x-request-id": /^[A-Za-z0-9-]{1,64}$/,
};

Deno.test("every answer carries the headers, error or not (threat 87)", async () => {
  const answers: [string, Promise<Response>][] = [
    ["success", frame(ok).handler(post())],
    ["refusal", frame(() => Promise.reject(new ApiError("not_found"))).handler(post())],
    ["crash", frame(() => Promise.reject(new Error("x"))).handler(post())],
    ["wrong method", frame(ok).handler(new Request("http://x/"))],
    ["preflight", frame(ok).handler(new Request("http://x/", { method: "OPTIONS" }))],
  ];
  for (const [name, answer] of answers) {
    const { headers } = await answer;
    for (const [header, value] of Object.entries(EVERY_ANSWER)) {
      assert.match(headers.get(header) ?? "", value, `${header} on ${name}`);
    }
  }
});

Deno.test("request ids are taken when harmless and made when not (threat 88)", async (t) => {
  const { handler, kept } = frame(ok);
  const answered = async (sent?: string) => {
    const headers = new Headers({ "content-type": "application/json" });
    // A header with a line break cannot even be built; the server gets it from a raw client.
    const request = post({ headers });
    if (sent !== undefined) {
      const get = headers.get.bind(headers);
      headers.get = (name) => name === "x-request-id" ? sent : get(name);
      Object.defineProperty(request, "headers", { value: headers });
    }
    return (await handler(request)).headers.get("x-request-id");
  };
  for (const id of ["a", "A-1", "x".repeat(64), crypto.randomUUID()]) {
    await t.step(`keeps ${id.slice(0, 20)}`, async () => assert.equal(await answered(id), id));
  }
  const bad = ["", "x".repeat(65), "x".repeat(10_240), "a\r\nset-cookie: b", "a b", "é", "a_b"];
  for (const id of [undefined, ...bad]) {
    await t.step(`replaces ${JSON.stringify(id)?.slice(0, 20)}`, async () => {
      assert.match(await answered(id) ?? "", /^[0-9a-f-]{36}$/);
    });
  }
  assert.ok(kept.lines.every((line) => /^[A-Za-z0-9-]{1,64}$/.test(line.request_id)));
});

Deno.test("CORS gives permission to listed origins alone (threat 83)", async (t) => {
  const { handler } = frame(ok);
  const { handler: closed } = frame(ok, []);
  const foreign = [
    "https://evil.example",
    "null",
    "https://app.example.evil.example",
    "http://app.example",
    "https://app.example:8443",
    "https://APP.example",
    "https://app.example/",
    "",
  ];
  for (const method of ["POST", "OPTIONS"]) {
    const ask = (to: Handler, origin: string) => {
      const init: RequestInit = { method, headers: { origin, "content-type": "application/json" } };
      return to(method === "POST" ? post(init) : new Request("http://x/", init));
    };
    await t.step(`${method} from the site`, async () => {
      const { headers } = await ask(handler, SITE);
      assert.equal(headers.get("access-control-allow-origin"), SITE);
      assert.equal(headers.get("access-control-allow-credentials"), null);
      assert.match(headers.get("vary") ?? "", /Origin/);
    });
    for (const origin of foreign) {
      await t.step(`${method} from ${origin || "nothing"}`, async () => {
        const { headers } = await ask(handler, origin);
        const names = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
        assert.deepEqual(names, []);
        assert.match(headers.get("vary") ?? "", /Origin/);
      });
    }
    await t.step(`${method} to a function without CORS`, async () => {
      const answer = await ask(closed, SITE);
      assert.ok(![...answer.headers.keys()].some((name) => name.startsWith("access-control-")));
      if (method === "OPTIONS") await assertRefused(answer, 405, "method_not_allowed");
    });
  }
});

Deno.test("preflight names the methods and the headers of supabase-js", async () => {
  const request = new Request("http://x/", { method: "OPTIONS", headers: { origin: SITE } });
  const { status, headers } = await frame(ok).handler(request);
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-methods"), "POST");
  for (const name of ["authorization", "apikey", "content-type", "x-client-info"]) {
    assert.ok(headers.get("access-control-allow-headers")?.includes(name), name);
  }
});

Deno.test("wrong methods answer 405 and say which are right", async () => {
  for (const method of ["GET", "PUT", "DELETE", "PATCH", "HEAD", "PROPFIND"]) {
    const answer = await frame(ok).handler(new Request("http://x/", { method }));
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.get("allow"), "POST");
  }
});

Deno.test("bodies that are not plain JSON answer 415", () => {
  const types = ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"];
  for (const type of types) {
    const request = post({ headers: { "content-type": type } });
    assert.throws(() => requireJson(request), { message: "unsupported_media_type" }, type);
  }
  const gzip = { "content-type": "application/json", "content-encoding": "gzip" };
  assert.throws(() => requireJson(post({ headers: gzip })), { message: "unsupported_media_type" });
  requireJson(post({ headers: { "content-type": "Application/JSON; charset=utf-8" } }));
});

Deno.test("bodies are counted while they are read (threat 62)", async () => {
  const limit = 1000;
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++;
      controller.enqueue(new Uint8Array(100));
    },
  });
  await assertThrows(readBytes(post({ body: endless }), limit), "payload_too_large");
  assert.ok(sent <= 13, `stopped reading after ${sent} chunks`);
  const exact = await readBytes(post({ body: "x".repeat(limit) }), limit);
  assert.equal(exact.length, limit);
  await assertThrows(readBytes(post({ body: "x".repeat(limit + 1) }), limit), "payload_too_large");
  const declared = post({ headers: { "content-length": "1001" } });
  await assertThrows(readBytes(declared, limit), "payload_too_large");
  const none = await readBytes(new Request("http://x/", { method: "POST" }), limit);
  assert.equal(none.length, 0);
});

Deno.test("a body that breaks off is the caller's fault", async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError("connection reset")),
  });
  await assertThrows(readBytes(post({ body: broken }), 1000), "invalid_request");
});

Deno.test("bodies that do not fit the schema name the field, not its value", async (t) => {
  const cases: [string, string][] = [
    ["", "invalid_request"],
    ["{", "invalid_request"],
    ["[]", "invalid_request"],
    ["null", "invalid_request"],
    ['"canary"', "invalid_request"],
    ['{"pack":7}', "invalid_request"],
    ['{"pack":"a","quantity":"canary"}', "invalid_quantity"],
    ['{"pack":"a","quantity":1.5}', "invalid_quantity"],
    ['{"pack":"a","quantity":null}', "invalid_quantity"],
    ['{"pack":"a","quantity":NaN}', "invalid_request"],
    ['{"quantity":1}', "invalid_request"],
  ];
  for (const [body, token] of cases) {
    await t.step(body || "empty", async () => {
      const error = await assertThrows(readBody(post({ body }), schema), token);
      assert.ok(!/canary/.test(JSON.stringify(error.body("r"))));
    });
  }
  await t.step("not UTF-8", async () => {
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    await assertThrows(readBody(post({ body }), schema), "invalid_request");
  });
  await t.step("100 kB", async () => {
    const body = JSON.stringify({ pack: "x".repeat(100_000) });
    await assertThrows(readBody(post({ body }), schema), "payload_too_large");
  });
});

Deno.test("unknown fields and __proto__ have no effect (threat 60)", async () => {
  const body = '{"pack":"a","price":1,"credits":1e9,"__proto__":{"quantity":5}}';
  const read = await readBody(post({ body }), schema);
  assert.deepEqual(read, { pack: "a" });
  assert.equal(read.quantity, undefined);
});

Deno.test("a crash answers 500 with nothing but a request id (threats 90, 91)", async () => {
  const secret = "sk_test_canary";
  const { handler, kept } = frame(() =>
    Promise.reject(new Error(`duplicate key violates "entries_pkey" ${secret}`))
  );
  const response = await handler(post());
  const body = await assertRefused(response, 500, "internal_error");
  assert.ok(!/entries_pkey|canary/.test(JSON.stringify(body) + kept.text()));
  assert.equal(kept.lines.length, 1);
  assert.match(kept.lines[0]?.error ?? "", /^Error at http_test\.ts/);
});

Deno.test("a refusal says when to come back and who may", async () => {
  const refused = async (error: ApiError) =>
    await frame(() => Promise.reject(error)).handler(post());
  assert.equal((await refused(new ApiError("busy"))).headers.get("retry-after"), "5");
  const limited = new ApiError("rate_limited", { retryAfter: 42 });
  assert.equal((await refused(limited)).headers.get("retry-after"), "42");
  const stranger = await refused(new ApiError("not_signed_in"));
  assert.equal(stranger.headers.get("www-authenticate"), "Bearer");
  assert.equal((await refused(new ApiError("not_found"))).headers.get("retry-after"), null);
});

Deno.test("one line is logged per request", async () => {
  const { handler, kept } = frame((call) => {
    call.note({ purchase_id: "p", outcome: "ok" });
    return ok();
  });
  await handler(post({ headers: { "x-request-id": "r-1" } }));
  const [line] = kept.lines;
  assert.ok(line && line.ms >= 0);
  assert.deepEqual({ ...line, ms: 0 }, {
    event: "sample",
    request_id: "r-1",
    method: "POST",
    status: 200,
    ms: 0,
    purchase_id: "p",
    outcome: "ok",
  });
});
