import assert from "node:assert/strict";
import { join } from "node:path";
import { makePages } from "../../supabase/stack/web/pages.ts";
import { readHeaders } from "../../supabase/stack/web/headers_file.ts";
import { tempFolder } from "../_support/keep.ts";

const CONFIG = { apiUrl: "http://127.0.0.1:8400", publishableKey: "key", testMode: true };

async function pages() {
  const folder = await tempFolder("pages");
  await Deno.mkdir(join(folder, "dist", "assets"), { recursive: true });
  await Deno.writeTextFile(join(folder, "secret.txt"), "secret");
  await Deno.writeTextFile(join(folder, "dist", "index.html"), "<!doctype html>");
  await Deno.writeTextFile(join(folder, "dist", "_headers"), "/*\n  X-A: b\n");
  await Deno.writeTextFile(join(folder, "dist", "assets", "app-1.js"), "1;");
  const serve = makePages(join(folder, "dist"), CONFIG);
  return (path: string, init?: RequestInit) => serve(new Request(`http://web.test${path}`, init));
}

Deno.test("pages serve a file with its type and the index for any other address", async () => {
  const get = await pages();
  const script = await get("/assets/app-1.js");
  assert.equal(script.status, 200);
  assert.equal(script.headers.get("content-type"), "text/javascript; charset=utf-8");
  for (const path of ["/", "/history", "/paid?purchase=x"]) {
    const page = await get(path);
    assert.equal(page.status, 200, path);
    assert.equal(await page.text(), "<!doctype html>");
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  }
});

Deno.test("pages carry the headers of the host file, errors too", async () => {
  const get = await pages();
  for (const path of ["/", "/assets/app-1.js", "/config.json", "/assets/gone.js"]) {
    const { headers } = await get(path);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /connect-src [^;]*http:\/\/127\.0\.0\.1:8400/, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
  }
});

Deno.test("pages tell the browser where the API is", async () => {
  const answer = await (await pages())("/config.json");
  assert.deepEqual(await answer.json(), CONFIG);
});

Deno.test("pages show nothing outside their folder, no host files and no directories", async () => {
  const get = await pages();
  const paths = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/_headers",
    "/assets/gone.js",
    "/%00",
    "/%zz",
  ];
  for (const path of paths) {
    const answer = await get(path);
    const text = await answer.text();
    assert.ok(!text.includes("secret") && !text.includes("X-A"), path);
    assert.ok([200, 400, 404].includes(answer.status), path);
  }
  assert.equal((await get("/assets/gone.js")).status, 404);
  assert.equal((await get("/", { method: "POST" })).status, 405);
});

Deno.test("headers file: a later block replaces what an earlier one said", () => {
  const headers = readHeaders(
    "# all\n/*\n  Cache-Control: no-cache\n  X: y\n/assets/*\n  Cache-Control: immutable\n",
  );
  assert.equal(headers("/").get("cache-control"), "no-cache");
  assert.equal(headers("/assets/a.js").get("cache-control"), "immutable");
  assert.equal(headers("/assets/a.js").get("x"), "y");
});
