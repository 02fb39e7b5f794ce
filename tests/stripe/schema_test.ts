import assert from "node:assert/strict";
import { faultsOf } from "./schema/validate.ts";
import { withSandbox } from "./_support.ts";

// deno-lint-ignore no-explicit-any -- objects to be spoiled in any way
type Any = any;

/** One good object of each sort, as the sandbox answers it. */
async function samples(): Promise<Record<string, Any>> {
  const found: Record<string, Any> = {};
  await withSandbox(async ({ url, session, pay }) => {
    const open = await session();
    await pay(open);
    const get = async (path: string) =>
      await (await fetch(`${url}${path}`, {
        headers: { authorization: "Bearer sk_test_raw" },
      })).json();
    found.session = await get(`/v1/checkout/sessions/${open.id}?expand[]=payment_intent`);
    found.events = await get("/v1/events");
    found.charge = (await get("/v1/charges")).data[0];
    found.price = (await get("/v1/prices")).data[0];
    found.error = await get("/v1/charges/ch_nothing");
  });
  return found;
}

const good = await samples();

Deno.test("the schemas made from the SDK's types accept what the sandbox answers", () => {
  for (const [name, value] of Object.entries(good)) assert.deepEqual(faultsOf(value), [], name);
});

const PLANTED: [string, string, (value: Any) => void][] = [
  ["a missing field", "session", (value) => delete value.payment_status],
  ["an invented field", "session", (value) => value.paid = true],
  ["a wrong type", "charge", (value) => value.amount = "499"],
  ["null where none is allowed", "charge", (value) => value.metadata = null],
  ["a number for a decimal", "price", (value) => value.unit_amount_decimal = 499],
  ["a wrong object name", "price", (value) => value.object = "prise"],
  ["a list without its page mark", "events", (value) => delete value.has_more],
  ["an unknown event type", "events", (value) => value.data[0].type = "charge.invented"],
  ["a wrong object inside an event", "events", (value) => delete value.data[0].data.object.created],
  ["an event with another's object", "events", (value) => value.data[0].data.object = good.price],
  ["a wrong object inside an expanded one", "session", (value) => {
    value.payment_intent.status = 1;
  }],
  ["an error without words", "error", (value) => delete value.error.message],
  ["an error of an unknown sort", "error", (value) => value.error.type = "oops"],
];

for (const [what, sample, spoil] of PLANTED) {
  Deno.test(`the schemas find ${what}`, () => {
    const value = structuredClone(good[sample]);
    spoil(value);
    assert.notDeepEqual(faultsOf(value), []);
  });
}
