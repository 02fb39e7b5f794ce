import assert from "node:assert/strict";
import { journey, visit } from "./_browser.ts";
import * as people from "./_people.ts";

journey("two people see only their own credits and history", async (here) => {
  await people.signUp(here);
  await people.buy(here, "Starter");
  const other = await visit();
  try {
    await people.signUp(other);
    await people.balanceIs(other.page, "0");
    await other.go("/history");
    await other.page.getByText("Nothing counted yet").waitFor();
    const cookie = new URL(here.page.url()).searchParams.get("purchase");
    await other.go(`/paid?purchase=${cookie}`);
    await other.page.getByRole("heading", { name: "We do not know this purchase" }).waitFor();
    assert.deepEqual(other.complaints, []);
  } finally {
    await other.close();
  }
});

journey("a forgotten password is replaced through the mailbox", async (here) => {
  const { page } = here;
  here.expect(400);
  const email = await people.signUp(here);
  await page.getByRole("button", { name: /^Sign out/ }).click();
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await people.sendForm(page, email, null);
  await page.getByText("A link is on its way.").waitFor();

  await page.goto(await mailedLink(here.stack.mail_url, email));
  await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
  await page.getByText(`For ${email}`).waitFor();
  assert.ok(!page.url().includes("token"), "the token does not stay in the address");
  await people.sendForm(page, null, "another-horse-7");
  await page.getByText("Your new password works from now on.").waitFor();

  await page.getByRole("button", { name: /^Sign out/ }).click();
  await here.go("/sign-in");
  await people.sendForm(page, email, people.PASSWORD);
  await page.getByText("That e-mail and password do not match.").waitFor();
  await people.sendForm(page, email, "another-horse-7");
  await people.balanceIs(page, "0");
});

/** The link of the newest mail to an address. */
async function mailedLink(mail: string, to: string): Promise<string> {
  const answer = await fetch(`${mail}/api/messages?to=${encodeURIComponent(to)}`);
  const [message] = await answer.json() as { text: string }[];
  const link = /https?:\/\/\S+/.exec(message?.text ?? "")?.[0];
  assert.ok(link, "the mail carries a link");
  return link;
}

journey("a used or invented reset link says so and offers a new one", async (here) => {
  const { page } = here;
  await here.go("/reset-password#error=access_denied&error_code=otp_expired");
  await page.getByText("This link has expired or was already used.").waitFor();
  await page.getByRole("link", { name: "Send a new link" }).click();
  await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
});

journey("an e-mail that is taken is said on the form", async (here) => {
  here.expect(422);
  const email = await people.signUp(here);
  await here.page.getByRole("button", { name: /^Sign out/ }).click();
  await here.go("/sign-up");
  await people.sendForm(here.page, email, people.PASSWORD);
  await here.page.getByText("There is already an account with this e-mail.").waitFor();
});

journey("signing in leads to the page that was asked for, and nowhere else", async (here) => {
  const { page } = here;
  const email = await people.signUp(here);
  await page.getByRole("button", { name: /^Sign out/ }).click();
  await here.go("/try?action=premium_export&quantity=3");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await people.sendForm(page, email, people.PASSWORD);
  await page.getByText("45 credits").first().waitFor();

  await page.getByRole("button", { name: /^Sign out/ }).click();
  await here.go(`/sign-in?next=${encodeURIComponent("//example.com/")}`);
  await people.sendForm(page, email, people.PASSWORD);
  await page.getByTestId("available").waitFor();
  assert.equal(new URL(page.url()).origin, here.stack.web_url);
});

journey("signing out in one tab signs out the others", async (here) => {
  await people.signUp(here);
  const second = await here.page.context().newPage();
  await second.goto(`${here.stack.web_url}/history`);
  await second.getByText("Nothing counted yet").waitFor();
  await here.page.getByRole("button", { name: /^Sign out/ }).click();
  await second.getByRole("heading", { name: "Sign in" }).waitFor();
  await here.page.getByText("Spend them to the last one.").waitFor();
});

journey("a session the server no longer accepts ends with a sentence", async (here) => {
  const { page } = here;
  here.expect(401);
  await people.signUp(here);
  await page.route("**/rest/v1/**", async (route) => {
    const headers = { ...route.request().headers(), authorization: "Bearer not.a.token" };
    await route.continue({ headers });
  });
  await here.go("/history");
  await page.getByText("You were signed out.").waitFor();
});
