import assert from "node:assert/strict";
import { readConfig } from "../../web/src/config.ts";
import { csvCell, entriesCsv } from "../../web/src/csv.ts";
import { credits, money, pricePerHundred, relative, signedAmount } from "../../web/src/format.ts";
import type { Entry, Pack } from "../../web/src/model.ts";
import { purchaseId } from "../../web/src/pages/purchase_id.ts";
import { packFor } from "../../web/src/state/catalogue.ts";
import { ownPath } from "../../web/src/state/task.ts";

Deno.test("csvCell tames text that a spreadsheet would run", () => {
  for (const evil of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|cmd", "＝1"]) {
    const cell = csvCell(evil);
    assert.ok(cell.replace(/^"/, "").startsWith("'"), JSON.stringify(cell));
  }
});

Deno.test("csvCell keeps numbers numbers and quotes what needs it", () => {
  assert.equal(csvCell(-5.5), "-5.5");
  assert.equal(csvCell(null), "");
  assert.equal(csvCell('a "b", c'), '"a ""b"", c"');
  assert.equal(csvCell("two\nlines"), '"two\nlines"');
  assert.equal(csvCell("plain"), "plain");
});

Deno.test("entriesCsv has a heading and a line for each entry", () => {
  const entry: Entry = {
    account_id: "a",
    seq: 2,
    kind: "spend",
    source: null,
    credits: -10,
    balance_after: 490,
    action: "docx_processing",
    quantity: 2,
    unit_price: 5,
    reference: "=HYPERLINK(1)",
    metadata: null,
    user_id: null,
    event_at: "2026-11-20T12:00:00Z",
    recorded_at: "2026-11-20T12:00:00Z",
  };
  const [heading, line, end] = entriesCsv([entry]).split("\r\n");
  assert.ok(heading!.startsWith("\ufeffseq,recorded_at,kind"));
  assert.match(
    line!,
    /^2,2026-11-20T12:00:00Z,spend,,docx_processing,2,5,-10,490,"'=HYPERLINK\(1\)"$/,
  );
  assert.equal(end, "");
});

Deno.test("packFor picks the cheapest pack that is enough, else the largest", () => {
  const pack = (key: string, size: number, amount_minor: number): Pack => ({
    key,
    title: key,
    credits: size,
    amount_minor,
    currency: "usd",
    max_quantity: 1,
    position: 1,
  });
  const packs = [pack("s", 500, 499), pack("c", 1500, 1499), pack("sale", 2000, 999)];
  assert.equal(packFor(packs, 500)?.key, "s");
  assert.equal(packFor(packs, 500.000001)?.key, "sale");
  assert.equal(packFor(packs, 9000)?.key, "sale");
  assert.equal(packFor([], 1), null);
});

Deno.test("ownPath leads nowhere but to these pages", () => {
  assert.equal(ownPath("/try?action=a"), "/try?action=a");
  const foreign = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    "javascript:1",
    "",
    null,
  ];
  for (const path of foreign) assert.equal(ownPath(path), null, String(path));
});

Deno.test("purchaseId takes only what could be a purchase", () => {
  const id = "0b7e4b1c-7a55-4c1e-9a7e-0b7e4b1c7a55";
  assert.equal(purchaseId(`purchase=${id}`), id);
  for (const text of ["", "purchase=", "purchase=1", `purchase=${id}x`, "purchase=<b>"]) {
    assert.equal(purchaseId(text), null, text);
  }
});

Deno.test("amounts carry their plural, their sign and their currency's decimals", () => {
  assert.equal(credits(1), "1 credit");
  assert.match(credits(0.5), /^0\D5 credits$/);
  // The machine's own locale decides about separators.
  const text = (value: number) => new Intl.NumberFormat().format(value);
  const price = (currency: string, value: number) =>
    new Intl.NumberFormat(undefined, { style: "currency", currency }).format(value);
  assert.equal(credits(1500), `${text(1500)} credits`);
  assert.equal(signedAmount(-10), "\u221210");
  assert.match(signedAmount(10.000001), /^\+10\D000001$/);
  assert.equal(money(499, "usd"), price("USD", 4.99));
  assert.equal(money(499, "jpy"), price("JPY", 499));
  assert.equal(pricePerHundred(2999, "usd", 3500), price("USD", 0.86));
});

Deno.test("relative speaks of days, hours and minutes", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  assert.equal(relative("2026-11-23T13:00:00Z", now), "in 3 days");
  assert.equal(relative("2026-11-19T11:00:00Z", now), "yesterday");
  assert.equal(relative("2026-11-20T11:55:00Z", now), "5 minutes ago");
  assert.equal(relative("2026-11-20T11:59:59Z", now), "just now");
});

Deno.test("readConfig names what is wrong with the settings", () => {
  const good = { apiUrl: "https://abc.example.com/", publishableKey: "k", testMode: true };
  assert.deepEqual(readConfig(good), { ...good, apiUrl: "https://abc.example.com" });
  assert.equal(readConfig({ ...good, testMode: "yes" }).testMode, false);
  assert.throws(() => readConfig(null), /apiUrl/);
  assert.throws(() => readConfig({ ...good, apiUrl: "javascript:alert(1)" }), /apiUrl/);
  assert.throws(() => readConfig({ ...good, publishableKey: "" }), /publishableKey/);
});
