/** Chromium against the running stack: one page per journey, and what must never happen in it. */
import assert from "node:assert/strict";
import { type Browser, chromium, type ConsoleMessage, type Page } from "playwright-core";
import { lacks } from "../_support/needs.ts";
import { type Stack, stack } from "../_support/stack.ts";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SHOTS = new URL("../artifacts/web/", import.meta.url);
export const PATIENCE_MS = 20_000;

const executable = PLACES.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});
const missing = lacks(
  executable ? undefined : "the browser journeys, because Chromium is not here",
);

let browser: Promise<Browser> | undefined;

/** A fresh profile in a browser that all journeys of a file share. */
function open(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: executable!, args: FLAGS });
  return browser;
}
addEventListener("unload", () => void browser?.then((running) => running.close()));

/** How a journey's window looks. */
export interface Look {
  width?: number;
  height?: number;
  scheme?: "light" | "dark";
  /** A script that is there before the page's own. */
  script?: string;
}

/** One person at one window of their own. */
export interface Visit {
  page: Page;
  stack: Stack;
  /** Opens an address of our pages. */
  go(path: string): Promise<void>;
  /** Keeps a picture for people to look at. */
  shot(name: string): Promise<void>;
  /** What is the point of the journey, a status or a text: the browser reports a failed load as an error. */
  expect(...complaints: (number | string)[]): void;
  /** What the browser complained about on our own pages. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens a window with an empty profile. */
export async function visit(look: Look = {}): Promise<Visit> {
  const here = await stack();
  const context = await (await open()).newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.scheme ?? "light",
    reducedMotion: "reduce",
    locale: "en-US",
    timezoneId: "UTC",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`CSP refused ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (look.script) await context.addInitScript({ content: look.script });
  const page = await context.newPage();
  const complaints: string[] = [];
  const expected = new Set<string>();
  watch(page, here.web_url, complaints, expected);
  return {
    page,
    stack: here,
    complaints,
    go: async (path) => void await page.goto(here.web_url + path),
    shot: async (name) => {
      await Deno.mkdir(SHOTS, { recursive: true });
      const fullPage = await page.locator("dialog[open]").count() === 0;
      await page.screenshot({ path: new URL(`${name}.png`, SHOTS).pathname, fullPage });
    },
    expect: (...parts) =>
      parts.forEach((part) => expected.add(typeof part === "number" ? `status of ${part}` : part)),
    close: () => context.close(),
  };
}

function watch(page: Page, ours: string, complaints: string[], expected: Set<string>): void {
  page.on("console", (message: ConsoleMessage) => {
    if (!["error", "warning"].includes(message.type()) || !page.url().startsWith(ours)) return;
    const text = message.text();
    if (![...expected].some((part) => text.includes(part))) complaints.push(text);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
}

/** A test that drives the pages; skipped without Chromium. It ends with no complaint of the browser. */
export function journey(name: string, run: (here: Visit) => Promise<void>, look: Look = {}): void {
  Deno.test({
    name,
    ignore: missing,
    // The browser outlives one test, and so do the pipes to it.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const here = await visit(look);
      try {
        await run(here);
        assert.deepEqual(here.complaints, [], "the browser complained");
      } catch (error) {
        await here.shot(`failed ${name}`.replaceAll(/[^a-z0-9]+/gi, "_").slice(0, 80));
        throw error;
      } finally {
        await here.close();
      }
    },
  });
}
