import assert from "node:assert/strict";
import { Letters } from "../../supabase/stack/mail/letters.ts";
import { createMailbox } from "../../supabase/stack/mail/mailbox.ts";

const folder = await Deno.makeTempDir({ prefix: "tallybase-mail-" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

const newFile = () => `${folder}/${crypto.randomUUID()}.json`;
const open = async (file = newFile()) => createMailbox(await Letters.open(file));
type Mailbox = Awaited<ReturnType<typeof open>>;

const post = (mailbox: Mailbox, body: unknown, type = "application/json") =>
  mailbox(
    new Request("http://mail/messages", {
      method: "POST",
      headers: { "Content-Type": type },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
const list = async (mailbox: Mailbox, query = "") =>
  await (await mailbox(new Request(`http://mail/api/messages${query}`))).json();
const page = async (mailbox: Mailbox, query = "") =>
  await (await mailbox(new Request(`http://mail/${query}`))).text();
const letter = (to: string, text = "Hello", subject = "A subject") => ({ to, subject, text });

Deno.test("the mailbox keeps mails and lists them newest first, for one address in any case", async () => {
  const mailbox = await open();
  assert.equal((await post(mailbox, letter("one@example.test", "first"))).status, 201);
  await post(mailbox, letter("two@example.test", "second"));
  await post(mailbox, letter("One@example.test", "third"));
  assert.deepEqual((await list(mailbox)).map((one: { text: string }) => one.text), [
    "third",
    "second",
    "first",
  ]);
  const mine = await list(mailbox, "?to=ONE@example.test");
  assert.deepEqual(mine.map((one: { text: string }) => one.text), ["third", "first"]);
  assert.deepEqual(Object.keys(mine[0]).sort(), ["at", "id", "subject", "text", "to"]);
});

Deno.test("the mailbox has its mails again after a restart, also of many at once", async () => {
  const file = newFile();
  const mailbox = await open(file);
  const sent = Array.from(
    { length: 40 },
    (_, n) => post(mailbox, letter("a@example.test", `${n}`)),
  );
  for (const answer of await Promise.all(sent)) assert.equal(answer.status, 201);
  assert.equal((await list(await open(file))).length, 40);
});

Deno.test("the mailbox forgets the oldest past five hundred", async () => {
  const letters = await Letters.open(newFile());
  for (let n = 0; n < 505; n++) letters.add(letter("a@example.test", `${n}`));
  await letters.add(letter("a@example.test", "last"));
  assert.deepEqual([letters.list().length, letters.list()[0]?.text], [500, "last"]);
});

Deno.test("the mailbox page shows what is in a mail as text, and only http links as links", async () => {
  const mailbox = await open();
  const text = "<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) " +
    'see (http://127.0.0.1:1/verify?a=1&b="2"). Bye';
  await post(mailbox, letter("a@example.test", text, "<b>Hi</b> & you"));
  const html = await page(mailbox);
  assert.ok(!/<script|<img|<b>/.test(html.split("<main>")[1]!));
  assert.ok(html.includes("&lt;b&gt;Hi&lt;/b&gt; &amp; you"));
  const links = [...html.matchAll(/<a href="([^"]*)"/g)].map((match) => match[1]);
  assert.deepEqual(links, ["http://127.0.0.1:1/verify?a=1&amp;b="]);
  const answer = await mailbox(new Request("http://mail/"));
  await answer.body?.cancel();
  assert.match(answer.headers.get("Content-Security-Policy")!, /default-src 'none'/);
  assert.equal(answer.headers.get("X-Content-Type-Options"), "nosniff");
});

Deno.test("the mailbox page filters by address and says when there is nothing", async () => {
  const mailbox = await open();
  await post(mailbox, letter("a@example.test", "for a"));
  await post(mailbox, letter("b@example.test", "for b"));
  const html = await page(mailbox, "?to=a@example.test");
  assert.ok(html.includes("for a") && !html.includes("for b"));
  const none = await page(mailbox, "?to=%3Cscript%3E");
  assert.ok(none.includes("No mail for &lt;script&gt; yet"));
});

Deno.test("the mailbox refuses what is no mail", async () => {
  const mailbox = await open();
  const bad = [
    "{",
    "[]",
    {},
    letter("nobody"),
    { ...letter("a@example.test"), text: 1 },
    { ...letter("a@example.test"), more: 1 },
    letter("a@example.test", "x".repeat(100_001)),
  ];
  for (const body of bad) assert.equal((await post(mailbox, body)).status, 400);
  assert.equal((await post(mailbox, letter("a@example.test"), "text/plain")).status, 415);
  assert.equal((await post(mailbox, "x".repeat(1_000_001))).status, 413);
  assert.deepEqual(await list(mailbox), []);
  assert.equal((await mailbox(new Request("http://mail/other"))).status, 404);
});

Deno.test("the mailbox says at /_ready that it is", async () => {
  const answer = await (await open())(new Request("http://mail/_ready"));
  assert.deepEqual([answer.status, await answer.json()], [200, { status: "ok" }]);
});

Deno.test("the mailbox does not start on a file that is not its own", async () => {
  const file = newFile();
  await Deno.writeTextFile(file, "not json");
  await assert.rejects(Letters.open(file));
});
