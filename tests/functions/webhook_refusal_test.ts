/** What the webhook does not take for a letter of Stripe's. */
import assert from "node:assert/strict";
import { assertOutcome, assertRefused } from "./_frame.ts";
import { Shop, signed } from "./_shop.ts";

const now = () => Math.floor(Date.now() / 1000);

const shop = await Shop.open();
addEventListener("unload", () => void shop.close());

Deno.test("webhook refuses what Stripe did not sign, and stores nothing (threats 49, 50)", async (t) => {
  const order = await shop.order();
  const letter = shop.letter(order);
  const good = (await signed(letter)).headers.get("stripe-signature") ?? "";
  const [stamp, digest] = good.split(",") as [string, string];
  const changed = JSON.stringify({ ...letter, livemode: true });
  const cases: Record<string, { headers?: Record<string, string>; body?: string }> = {
    "an empty header": { headers: { "stripe-signature": "" } },
    "a header of noise": { headers: { "stripe-signature": "canary" } },
    "a timestamp alone": { headers: { "stripe-signature": stamp } },
    "a signature alone": { headers: { "stripe-signature": digest } },
    "an odd timestamp": { headers: { "stripe-signature": `t=1e9,${digest}` } },
    "two timestamps": { headers: { "stripe-signature": `t=${now()},${good}` } },
    "another scheme": { headers: { "stripe-signature": good.replace("v1=", "v0=") } },
    "another time under the same signature": {
      headers: { "stripe-signature": `t=${now() - 1},${digest}` },
    },
    "a changed body": { headers: { "stripe-signature": good }, body: changed },
    "the same JSON written again": {
      headers: { "stripe-signature": good },
      body: JSON.stringify(letter, null, 1),
    },
    "an empty body": { headers: { "stripe-signature": good }, body: "" },
  };
  const before = await shop.countEvents();
  const refuse = async (request: Request) =>
    await assertRefused(await shop.webhook()(request), 400, "invalid_signature");
  await t.step("no header", async () => {
    const request = await signed(letter);
    request.headers.delete("stripe-signature");
    await refuse(request);
  });
  for (const [name, { headers, body }] of Object.entries(cases)) {
    await t.step(name, async () => {
      const request = await signed(letter, { headers });
      await refuse(body === undefined ? request : new Request(request, { body }));
    });
  }
  await t.step("another secret", async () => {
    await refuse(await signed(letter, { secret: "whsec_of_somebody_else" }));
  });
  for (const seconds of [-301, -86_400, 302, 86_400]) {
    await t.step(`${seconds} seconds from now`, async () => {
      await refuse(await signed(letter, { at: now() + seconds }));
    });
  }
  assert.equal(await shop.countEvents(), before);
  assert.equal(await shop.balance(order.person), 0);
  await assertOutcome(await shop.deliver(letter, { at: now() - 290 }), "applied");
});

Deno.test("webhook refuses requests that are no letters before it hashes them (threat 62)", async (t) => {
  const order = await shop.order();
  const letter = shop.letter(order);
  const before = await shop.countEvents();
  const ask = async (request: Request) => await shop.webhook()(request);
  await t.step("other methods", async () => {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await ask(new Request("http://x/", { method }));
      await assertRefused(answer, 405, "method_not_allowed");
      assert.equal(answer.headers.get("allow"), "POST");
    }
  });
  await t.step("other types", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      const request = await signed(letter, { headers: { "content-type": type } });
      await assertRefused(await ask(request), 415, "unsupported_media_type");
    }
  });
  await t.step("more than 1 MiB", async () => {
    const request = await signed({ ...letter, padding: "x".repeat(1024 * 1024) });
    await assertRefused(await ask(request), 413, "payload_too_large");
  });
  await t.step("signed text that is not JSON", async () => {
    await assertRefused(await ask(await signed("{canary")), 400, "invalid_request");
  });
  await t.step("signed JSON that is no event", async () => {
    for (const body of ["[]", "null", "7", "{}", '{"object":"v2.core.event"}', '{"id":"evt_1"}']) {
      await assertRefused(await ask(await signed(body)), 400, "invalid_request");
    }
  });
  assert.equal(await shop.countEvents(), before);
});
