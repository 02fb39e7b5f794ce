import assert from "node:assert/strict";
import type { AxeResults } from "axe-core";
import { journey, type Visit } from "./_browser.ts";
import * as people from "./_people.ts";

const AXE = await Deno.readTextFile(
  new URL(import.meta.resolve("axe-core").replace(/axe\.js$/, "axe.min.js")),
);

/** Where a person signed in can be, and what says that the page is there. */
const PAGES: [name: string, path: string, ready: string][] = [
  ["home", "/", ".entries"],
  ["buy", "/buy", ".pack"],
  ["history", "/history", ".entries"],
  ["try", "/try?action=premium_export&quantity=2", ".price-total"],
  ["paid", "/paid?purchase=PURCHASE", ".moment-good strong"],
  ["cancelled", "/cancelled?purchase=OPEN", ".card strong"],
  ["reset-password", "/reset-password", "form"],
  ["not-found", "/nowhere", ".empty"],
];

/** The same for a stranger. */
const STRANGER: [name: string, path: string, ready: string][] = [
  ["welcome", "/", ".pack"],
  ["sign-in", "/sign-in", "form"],
  ["sign-up", "/sign-up", "form"],
  ["forgot-password", "/forgot-password", "form"],
  ["reset-expired", "/reset-password", ".notice"],
];

const LOOKS = [
  { width: 360, height: 740, scheme: "light" },
  { width: 360, height: 740, scheme: "dark" },
  { width: 1280, height: 800, scheme: "light" },
  { width: 1280, height: 800, scheme: "dark" },
] as const;

/** Serious findings of axe, each as one line. */
async function findings(here: Visit): Promise<string[]> {
  const results: AxeResults = await here.page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run()
  );
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

async function look(here: Visit, name: string, device: string): Promise<void> {
  await people.assertNoSidewaysScroll(here.page, name);
  assert.deepEqual(await findings(here), [], `axe on ${name}`);
  await here.shot(`${name}-${device}`);
}

for (const { width, height, scheme } of LOOKS) {
  const device = `${width}-${scheme}`;
  journey(
    `every page at ${width} px in ${scheme} is whole, reachable and readable`,
    async (here) => {
      const { page } = here;
      for (const [name, path, ready] of STRANGER) {
        await here.go(path);
        await page.locator(ready).first().waitFor();
        await look(here, name, device);
      }
      here.expect(402);
      await people.signUp(here);
      await page.getByText("Nothing counted yet").waitFor();
      await look(here, "home-empty", device);
      const unpaid = await people.turnBack(here, "Creator");
      await people.buy(here, "Starter");
      const purchase = new URL(page.url()).searchParams.get("purchase")!;
      await people.runAction(here, "docx_processing", 2);
      await page.locator(".notice-good").waitFor();
      await look(here, "try-done", device);
      for (const [name, path, ready] of PAGES) {
        await here.go(path.replace("PURCHASE", purchase).replace("OPEN", unpaid));
        await page.locator(ready).first().waitFor();
        await look(here, name, device);
      }
      await here.go("/history");
      await page.locator(".entry-open").first().click();
      await page.locator(".facts").waitFor();
      await look(here, "explain", device);
      await people.runAction(here, "premium_export", 50);
      await page.getByText("Covers what is missing").waitFor();
      await look(here, "need", device);
    },
    { width, height, scheme, script: AXE },
  );
}

journey("a long history pages by fifty, filters, and exports every line", async (here) => {
  const { page } = here;
  await people.signUp(here);
  await people.buy(here, "Starter");
  await spendMany(here, 55);
  await here.go("/history");
  await page.locator(".entries tbody tr").nth(49).waitFor();
  assert.equal(await page.locator(".entries tbody tr").count(), 50);
  await page.getByRole("button", { name: "Show older entries" }).click();
  await page.locator(".entries tbody tr").nth(55).waitFor();
  assert.equal(await page.locator(".entries tbody tr").count(), 56);
  await page.getByRole("button", { name: "Show older entries" }).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Credits added", exact: true }).click();
  await page.locator(".entries tbody tr").nth(1).waitFor({ state: "detached" });
  assert.deepEqual(await people.lines(page), ["Purchase | +500 | 500"]);
  await page.getByRole("button", { name: "Everything" }).click();
  await page.locator(".entries tbody tr").nth(49).waitFor();

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const text = await Deno.readTextFile((await (await saved).path())!);
  const rows = text.trim().split("\r\n");
  assert.equal(rows.length, 57, "a heading and every entry");
  assert.match(rows.at(-1)!, /,grant,purchase,,,,500,500,/);
});

/** Spends one credit again and again, as the person of this window. */
async function spendMany(here: Visit, times: number): Promise<void> {
  const token = await here.page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.endsWith("-auth-token"));
    return JSON.parse(localStorage.getItem(key!)!).access_token as string;
  });
  for (let index = 0; index < times; index++) {
    const answer = await fetch(`${here.stack.api_url}/rest/v1/rpc/spend`, {
      method: "POST",
      headers: {
        "apikey": here.stack.publishable_key,
        "authorization": `Bearer ${token}`,
        "content-type": "application/json",
        "content-profile": "tally",
      },
      body: JSON.stringify({ action: "chapter_creation", idempotency_key: `many-${index}` }),
    });
    assert.equal(answer.status, 200, await answer.text());
  }
}

journey("an address that leads nowhere leads home", async (here) => {
  await here.go("/no/such/page");
  await here.page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await here.page.getByRole("link", { name: "Go home" }).click();
  await here.page.getByText("Spend them to the last one.").waitFor();
});

journey("the pages say when the service cannot be reached, and recover", async (here) => {
  const { page } = here;
  here.expect("net::ERR_FAILED");
  await people.signUp(here);
  await page.route("**/rest/v1/**", (route) => route.abort());
  await here.go("/history");
  await page.getByText("The service could not be reached.").first().waitFor();
  await page.unroute("**/rest/v1/**");
  await page.getByRole("button", { name: /try again/i }).first().click();
  await page.getByText("Nothing counted yet").waitFor();
});

journey("a tab older than a deploy loads itself afresh and goes on", async (here) => {
  const { page } = here;
  here.expect(404);
  await here.go("/");
  await page.locator(".pack").first().waitFor();
  const first = new Set(
    await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name)),
  );
  let gone = 0;
  await page.route("**/assets/part-*.js", async (route) => {
    if (first.has(route.request().url()) || gone > 0) return await route.continue();
    gone++;
    await route.fulfill({ status: 404, body: "gone" });
  });
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  assert.equal(gone, 1, "a part was really missing");
});

journey("nothing of the first load is fetched twice", async (here) => {
  const { page } = here;
  await here.go("/");
  await page.locator(".pack").first().waitFor();
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => name)
  );
  const ours = loaded.filter((name) => name.startsWith(here.stack.web_url));
  assert.equal(new Set(ours).size, ours.length, ours.join("\n"));
});

journey("markup in an address stays text", async (here) => {
  const { page } = here;
  await people.signUp(here);
  const evil = encodeURIComponent("<img src=x onerror=document.title='owned'>");
  await here.go(`/try?action=${evil}&quantity=${evil}`);
  await page.getByText("Enter a whole number above zero.").waitFor();
  assert.equal(await page.locator("main img").count(), 0);
  assert.equal(await page.title(), "Run an action · Tallybase");
});

journey("planted faults are found: an inline style, and an image without words", async (here) => {
  const { page } = here;
  await here.go("/");
  await page.locator(".pack").first().waitFor();
  await page.evaluate(() => {
    const image = document.createElement("img");
    image.setAttribute("style", "width: 10px");
    document.querySelector("main")!.append(image);
  });
  assert.match((await findings(here)).join(), /image-alt/);
  assert.match(here.complaints.join(), /CSP refused style-src/);
  here.complaints.length = 0;
}, { script: AXE });
