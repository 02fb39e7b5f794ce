/** What people do on the pages, as steps for the journeys. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Visit } from "./_browser.ts";

export const PASSWORD = "correct-horse-9";
export const GOOD_CARD = "4242 4242 4242 4242";
export const DECLINED_CARD = "4000 0000 0000 0002";

/** An address nobody has used. */
export const newEmail = (): string => `web-${crypto.randomUUID().slice(0, 12)}@example.com`;

/** Fills in e-mail and password where the form has them, and sends it. */
export async function sendForm(page: Page, email: string | null, password: string | null) {
  if (email !== null) await page.getByLabel("E-mail").fill(email);
  if (password !== null) await page.getByLabel(/^(New )?password$/i).fill(password);
  await page.locator("form button[type=submit]").click();
}

/** Opens an account and waits for its home page. */
export async function signUp(here: Visit, email = newEmail()): Promise<string> {
  await here.go("/sign-up");
  await sendForm(here.page, email, PASSWORD);
  await here.page.getByTestId("available").filter({ hasText: "0" }).waitFor();
  return email;
}

export async function signIn(here: Visit, email: string, password = PASSWORD): Promise<void> {
  await here.go("/sign-in");
  await sendForm(here.page, email, password);
  await here.page.getByTestId("balance").waitFor();
}

/** On Stripe's page: pays with a card. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.locator("[name=cardNumber]").fill(card);
  await page.locator("[name=cardExpiry]").fill("12 / 34");
  await page.locator("[name=cardCvc]").fill("123");
  await page.locator("[name=billingName]").fill("Ada Lovelace");
  await page.locator("#submit").click();
}

/** From any page of a person signed in: the dialog, the pack, Stripe, and back with the credits. */
export async function buy(here: Visit, pack: string): Promise<void> {
  const { page } = here;
  await page.getByRole("button", { name: /buy more/ }).click();
  await packButton(page, pack).click();
  await payWith(page, GOOD_CARD);
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
}

/** Goes to Stripe for a pack and turns back. Answers the purchase that stays open. */
export async function turnBack(here: Visit, pack: string): Promise<string> {
  const { page } = here;
  await page.getByRole("button", { name: /buy more/ }).click();
  await packButton(page, pack).click();
  await page.locator("#cancel").click();
  await page.getByRole("heading", { name: "Nothing was charged" }).waitFor();
  return new URL(page.url()).searchParams.get("purchase")!;
}

/** The button that buys a pack, in the dialog when it is open. */
export function packButton(page: Page, pack: string) {
  return page.locator("article.pack", { hasText: pack }).getByRole("button").last();
}

/** Waits until the header shows this many credits. */
export async function balanceIs(page: Page, credits: string): Promise<void> {
  await page.getByTestId("balance").getByText(credits, { exact: true }).waitFor();
}

/** Runs an action on the "Run" page and waits for the answer. */
export async function runAction(here: Visit, action: string, quantity: number): Promise<void> {
  await here.go(`/try?action=${action}&quantity=${quantity}`);
  await here.page.locator(".price-total").waitFor();
  await here.page.getByRole("button", { name: /^Run/ }).click();
}

/** The lines of the history as text: what, credits, balance. */
export async function lines(page: Page): Promise<string[]> {
  await page.locator(".entries tbody tr").first().waitFor();
  const rows = await page.locator(".entries tbody tr").all();
  return await Promise.all(rows.map(async (row) => {
    const what = await row.locator(".entry-open").evaluate((button) =>
      button.firstChild?.textContent ?? ""
    );
    const credits = await row.locator(".amount").evaluate((cell) =>
      cell.firstChild?.textContent ?? ""
    );
    const balance = await row.locator("td").last().textContent();
    return `${what} | ${credits} | ${balance}`;
  }));
}

/** The page is never wider than its window. */
export async function assertNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${where} is ${over} px too wide`);
}
