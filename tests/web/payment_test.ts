import assert from "node:assert/strict";
import { journey, visit } from "./_browser.ts";
import * as people from "./_people.ts";

journey("a declined card is said by Stripe, and another card pays", async (here) => {
  const { page } = here;
  await people.signUp(here);
  await page.getByRole("button", { name: /buy more/ }).click();
  await people.packButton(page, "Starter").click();
  await people.payWith(page, people.DECLINED_CARD);
  await page.getByText(/declined/i).first().waitFor();
  await people.payWith(page, people.GOOD_CARD);
  await page.getByText("500 credits added").waitFor();
  await people.balanceIs(page, "500");
});

journey("missing credits open the fitting pack and lead back to the task", async (here) => {
  const { page } = here;
  here.expect(402);
  await people.signUp(here);
  await people.runAction(here, "premium_export", 40);
  const dialog = page.getByRole("dialog", { name: "Not enough credits" });
  await dialog.getByText("600", { exact: true }).waitFor();
  await dialog.getByText("0", { exact: true }).waitFor();
  const fit = dialog.locator("article", { hasText: "Covers what is missing" });
  await fit.getByText("1,500").waitFor();
  await here.shot("payment-need");
  await fit.getByRole("button").click();
  await people.payWith(page, people.GOOD_CARD);
  await page.getByRole("link", { name: "Back to what you were doing" }).click();
  await page.getByRole("button", { name: "Run for 600 credits" }).click();
  await page.getByText("Premium export ran for 600 credits.").waitFor();
  await people.balanceIs(page, "900");
});

journey(
  "turning back at Stripe charges nothing and the same pack can be tried again",
  async (here) => {
    const { page } = here;
    await people.signUp(here);
    const first = await people.turnBack(here, "Professional");
    await page.getByText("3,500 credits").waitFor();
    await people.balanceIs(page, "0");
    await here.shot("payment-cancelled");
    await page.getByRole("button", { name: "Try the same pack again" }).click();
    await people.payWith(page, people.GOOD_CARD);
    await page.getByText("3,500 credits added").waitFor();

    const second = new URL(page.url()).searchParams.get("purchase");
    await here.go(`/cancelled?purchase=${second}`);
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    await here.go(`/paid?purchase=${first}`);
    await page.getByText("Stripe tells us in a moment").waitFor();
    await people.balanceIs(page, "3,500");
  },
);

journey(
  "coming back from Stripe with the browser's button leaves a page that works",
  async (here) => {
    const { page } = here;
    await people.signUp(here);
    await here.go("/buy");
    await people.packButton(page, "Starter").click();
    await page.locator("#submit").waitFor();
    await page.goBack();
    await people.packButton(page, "Creator").click();
    await page.locator("#submit").waitFor();
  },
);

journey("a late confirmation is said with the purchase number and grants nothing", async (here) => {
  const { page } = here;
  await people.signUp(here);
  await here.go("/buy");
  await people.packButton(page, "Starter").click();
  const cancel = await page.locator("#cancel").getAttribute("href");
  const id = new URL(cancel!).searchParams.get("purchase")!;
  await page.clock.install();
  await here.go(`/paid?purchase=${id}`);
  await page.getByText("Stripe tells us in a moment").waitFor();
  // The page's own timer may start a moment after its text shows: time is moved until it has run.
  const late = page.getByText("This takes longer than usual.");
  while (!await late.isVisible()) {
    await page.clock.fastForward("00:21");
    await late.waitFor({ timeout: 3000 }).catch(() => {});
  }
  await page.getByText(id).waitFor();
  await people.balanceIs(page, "0");
  await here.shot("payment-late");
});

journey("the paid page grants nothing for a number somebody made up", async (here) => {
  await people.signUp(here);
  await here.go(`/paid?purchase=${crypto.randomUUID()}`);
  await here.page.getByRole("heading", { name: "We do not know this purchase" }).waitFor();
  await here.go("/paid?purchase=%3Cscript%3E");
  await here.page.getByRole("heading", { name: "We do not know this purchase" }).waitFor();
  await people.balanceIs(here.page, "0");
});

journey("a lost answer to a run can be repeated and is charged once", async (here) => {
  const { page } = here;
  here.expect("net::ERR_FAILED");
  await people.signUp(here);
  await people.buy(here, "Starter");
  const keys: string[] = [];
  let lose = true;
  await page.route("**/rest/v1/rpc/spend", async (route) => {
    keys.push(route.request().postDataJSON().idempotency_key);
    if (!lose) return await route.continue();
    lose = false;
    await route.fetch();
    await route.abort();
  });
  await people.runAction(here, "docx_processing", 1);
  await page.getByText("We cannot tell whether it went through.").waitFor();
  await people.balanceIs(page, "495");
  await page.getByRole("button", { name: /^Run/ }).click();
  await page.getByText("it was not charged again").waitFor();
  await people.balanceIs(page, "495");
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1], "a retry sends the same key");
});

journey("another tab shows a purchase as soon as it is looked at", async (here) => {
  const email = await people.signUp(here);
  const other = await visit();
  try {
    await people.signIn(other, email);
    await people.balanceIs(other.page, "0");
    await people.buy(here, "Starter");
    await other.page.waitForTimeout(1100);
    await other.page.evaluate(() => dispatchEvent(new Event("focus")));
    await people.balanceIs(other.page, "500");
  } finally {
    await other.close();
  }
});
