import assert from "node:assert/strict";
import { build, type BuildResult, stopBundler } from "../../web/build.ts";
import { headersFile, securityHeaders, vercelFile } from "../../web/build/hosts.ts";
import { findSecrets } from "../../web/build/secrets.ts";
import { tempFolder } from "../_support/keep.ts";

const PROJECT = { apiUrl: "https://abc.example.com", publishableKey: "sb_publishable_abc" };
const FIRST_LOAD_BYTES = 150 * 1024;

async function built(project = PROJECT): Promise<BuildResult> {
  try {
    return await build({ project, outDir: await tempFolder("pages") });
  } finally {
    await stopBundler();
  }
}

/** An unsigned token that says it is of a role. */
function tokenOf(role: string): string {
  const part = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: "supabase", role })}.c2lnbmF0dXJl`;
}

Deno.test("build keeps the first load below 150 kB compressed", async () => {
  const result = await built();
  console.log(`first load: ${result.firstLoad} bytes`);
  assert.ok(result.firstLoad <= FIRST_LOAD_BYTES, `${result.firstLoad} bytes`);
});

Deno.test("build names every asset by its contents and refers to nothing else", async () => {
  const result = await built();
  const names = result.files.map(({ name }) => name);
  const page = await Deno.readTextFile(`${result.outDir}/index.html`);
  const referred = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name]) => name!);
  assert.ok(referred.length >= 3);
  for (const name of referred) assert.ok(names.includes(name), name);
  for (const name of names.filter((name) => name.startsWith("assets/"))) {
    assert.match(name, /-[A-Z0-9]{8}\.(js|css|woff2)$/);
  }
  assert.doesNotMatch(page, /<script(?![^>]*src=)|<style|style="|\son\w+="/, "nothing inline");
});

Deno.test("build removes what an older build left behind", async () => {
  const outDir = await tempFolder("pages");
  await Deno.mkdir(`${outDir}/assets`);
  await Deno.writeTextFile(`${outDir}/assets/app-OLDOLDOL.js`, "old");
  await build({ project: PROJECT, outDir });
  await stopBundler();
  await assert.rejects(Deno.stat(`${outDir}/assets/app-OLDOLDOL.js`));
});

Deno.test("build refuses to publish a service key handed to it by mistake", async () => {
  const planted = { ...PROJECT, publishableKey: tokenOf("service_role") };
  await assert.rejects(built(planted), /config\.json holds a token of role service_role/);
});

Deno.test("findSecrets finds each kind of secret", () => {
  // Put together here, so that no scanner takes this file for a leak.
  const planted: [string, string][] = [
    ['const role = "service_' + 'role";', "the word service_role"],
    ["sb_secret" + "_abcdef123456", "a Supabase secret key"],
    ["sk" + "_live_abcdef123456", "a Stripe secret key"],
    ["sk" + "_test_abcdef123456", "a Stripe secret key"],
    ["rk" + "_live_abcdef123456", "a Stripe secret key"],
    ["whsec" + "_abcdef123456", "a webhook signing secret"],
    ["-----BEGIN RSA PRIVATE" + " KEY-----", "a private key"],
    ["postgres" + "://me:pw@db.example.com/x", "a database address with its password"],
    [tokenOf("authenticated"), "a token of role authenticated"],
    [tokenOf("supabase_admin"), "a token of role supabase_admin"],
    ["eyJhbGciOiJI.eyJub3QganNvbg.x", "a token of role unreadable"],
  ];
  for (const [text, what] of planted) {
    assert.deepEqual(findSecrets("app.js", `a;${text};b`), [{ file: "app.js", what }]);
  }
});

Deno.test("findSecrets lets public keys and prefixes pass", () => {
  const fine = `x="sb_publishable_abcdef";y.startsWith("sb_secret_");z="${tokenOf("anon")}"`;
  assert.deepEqual(findSecrets("app.js", fine), []);
});

Deno.test("securityHeaders allow our own files and the project, and nothing inline", () => {
  const policy = securityHeaders("https://abc.example.com/rest")["Content-Security-Policy"]!;
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.match(policy, /connect-src 'self' https:\/\/abc\.example\.com;/);
  assert.match(policy, /base-uri 'none'; form-action 'none'; frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|data:/);
});

Deno.test("headersFile names no header twice for one address", () => {
  const seen = new Set<string>();
  let path = "";
  for (const line of headersFile("https://abc.example.com").split("\n").filter(Boolean)) {
    if (!line.startsWith(" ")) path = line;
    else if (line.includes("Cache-Control")) {
      assert.ok(!seen.has(path), path);
      assert.notEqual(path, "/*", "a second match would join its value on Netlify and Cloudflare");
      seen.add(path);
    }
  }
  assert.ok(seen.has("/") && seen.has("/history") && seen.has("/assets/*"));
});

Deno.test("vercelFile leads every address but files to the page", () => {
  const { rewrites } = JSON.parse(vercelFile("https://abc.example.com"));
  const pattern = new RegExp(`^${rewrites[0].source}$`);
  assert.ok(pattern.test("/history") && pattern.test("/paid"));
  assert.ok(!pattern.test("/assets/app-ABCDEFGH.js") && !pattern.test("/config.json"));
});
