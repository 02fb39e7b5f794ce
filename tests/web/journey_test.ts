import assert from "node:assert/strict";
import { journey } from "./_browser.ts";
import { balanceIs, lines, packButton, payWith, runAction, sendForm } from "./_people.ts";
import { GOOD_CARD, newEmail, PASSWORD, signUp } from "./_people.ts";

journey("a person signs up, buys Starter, spends and reads both movements", async (here) => {
  const { page } = here;
  await here.go("/");
  await page.getByRole("link", { name: "Create an account" }).click();
  await sendForm(page, newEmail(), PASSWORD);
  await page.getByTestId("available").getByText("0", { exact: true }).waitFor();
  await here.shot("journey-1-new");

  // Home → balance → pack is Stripe: three clicks with the payment's own.
  await page.getByRole("button", { name: /buy more/ }).click();
  await packButton(page, "Starter").click();
  await payWith(page, GOOD_CARD);
  await page.getByText("500 credits added").waitFor();
  await balanceIs(page, "500");
  await here.shot("journey-2-paid");

  await runAction(here, "docx_processing", 2);
  await page.getByText("Document processing ran for 10 credits.").waitFor();
  await balanceIs(page, "490");
  await here.shot("journey-3-ran");

  await page.getByRole("link", { name: "History" }).click();
  assert.deepEqual(await lines(page), [
    "Document processing × 2 | −10 | 490",
    "Purchase | +500 | 500",
  ]);
  await page.getByRole("button", { name: /Document processing/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("2 × 5 credits").waitFor();
  await dialog.getByText("10 credits", { exact: true }).waitFor();
  await here.shot("journey-4-explained");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

journey("a pack chosen by a stranger goes on to Stripe after signing up", async (here) => {
  const { page } = here;
  await here.go("/buy");
  await packButton(page, "Creator").click();
  await page.getByText("Your pack is waiting").waitFor();
  await sendForm(page, newEmail(), PASSWORD);
  await page.locator("#submit").waitFor();
  assert.ok(page.url().startsWith(here.stack.stripe_url), "Stripe's page is next");
  await payWith(page, GOOD_CARD);
  await page.getByText("1,500 credits added").waitFor();
});

journey("the journey works with the keyboard alone", async (here) => {
  const { page } = here;
  await signUp(here);
  await page.reload();
  await page.getByTestId("balance").waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Skip to content" }).and(page.locator(":focus")).waitFor();
  const balance = page.getByRole("button", { name: /buy more/ });
  for (let presses = 0; presses < 12; presses++) {
    if (await balance.evaluate((button) => button === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await balance.and(page.locator(":focus")).waitFor();
});
