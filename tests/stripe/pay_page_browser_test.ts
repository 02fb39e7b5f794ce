import assert from "node:assert/strict";
import type { AxeResults } from "axe-core";
import { chromium, type Page } from "playwright-core";
import { lacks } from "../_support/needs.ts";
import { type Bench, withSandbox } from "./_support.ts";

const CHROMIUM = "/usr/bin/chromium";
const missing = lacks(installed() ? undefined : "the pay page in Chromium, because it is not here");
const AXE = await Deno.readTextFile(
  new URL(import.meta.resolve("axe-core").replace(/axe\.js$/, "axe.min.js")),
);

function installed(): boolean {
  try {
    return Deno.statSync(CHROMIUM).isFile;
  } catch {
    return false;
  }
}

interface Look {
  width: number;
  colorScheme: "light" | "dark";
  javaScriptEnabled: boolean;
}

/** Opens a browser that reports everything it dislikes, and a shop to come back to. */
async function inBrowser(
  look: Look,
  work: (page: Page, bench: Bench, shop: string) => Promise<void>,
) {
  const shop = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("<title>Thanks</title>", { headers: { "content-type": "text/html" } }),
  );
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    await withSandbox(async (bench) => {
      const { width, ...rest } = look;
      const context = await browser.newContext({ viewport: { width, height: 740 }, ...rest });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
      await work(page, bench, `http://127.0.0.1:${shop.addr.port}`);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  } finally {
    await browser.close();
    await shop.shutdown();
  }
}

/** Types by keyboard alone, as somebody without a mouse does. */
async function fill(page: Page, cardNumber: string): Promise<void> {
  for (
    const [id, value] of [
      ["email", "ada@example.com"],
      ["cardNumber", cardNumber],
      ["cardExpiry", "12/34"],
      ["cardCvc", "123"],
      ["billingName", "Ada Buyer"],
    ]
  ) {
    await page.locator(`#${id}`).fill(value!);
  }
  await page.locator("#billingName").press("Enter");
}

async function assertUsable(page: Page): Promise<void> {
  const sideways = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth
  );
  assert.equal(sideways, false, "the page scrolls sideways");
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run()
  );
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
}

for (
  const look of [
    { width: 360, colorScheme: "light", javaScriptEnabled: true },
    { width: 1200, colorScheme: "dark", javaScriptEnabled: true },
    { width: 360, colorScheme: "light", javaScriptEnabled: false },
  ] as const
) {
  const script = look.javaScriptEnabled ? "with" : "without";
  Deno.test({
    name: `somebody pays at ${look.width} px in ${look.colorScheme} ${script} script`,
    ignore: missing,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      inBrowser(look, async (page, { session, stripe }, shop) => {
        const open = await session({ success_url: `${shop}/paid`, cancel_url: `${shop}/back` });
        await page.goto(open.url!);
        if (look.javaScriptEnabled) await assertUsable(page);
        await fill(page, "4000000000000002");
        await page.getByText("Your card was declined.").waitFor();
        if (look.javaScriptEnabled) await assertUsable(page);
        await fill(page, "4000002500003155");
        await page.getByRole("button", { name: "Complete authentication" }).click();
        await page.waitForURL(`${shop}/paid`);
        const done = await stripe.checkout.sessions.retrieve(open.id);
        assert.equal(done.payment_status, "paid");
      }),
  });
}
