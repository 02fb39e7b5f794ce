/** A shop with the sandbox behind its checkout, and what tests ask about its purchases. */
import assert from "node:assert/strict";
import { startSandbox } from "./_sandbox.ts";
import { type Person, Shop } from "./_shop.ts";

export const shop = await Shop.open();
export const sandbox = await startSandbox();
addEventListener("unload", () => {
  sandbox.stop();
  shop.close();
});

/** What the checkout answers. */
export interface Page {
  url: string;
  purchase_id: string;
}

/** The request a signed-in person's page makes. */
export async function request(
  person: Person,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Request> {
  return new Request("http://functions.example/checkout", {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await shop.token(person)}`,
      ...headers,
    },
  });
}

/** Opens a pay page, which must succeed. */
export async function buy(person: Person, body: unknown = { pack: "starter" }): Promise<Page> {
  const answer = await shop.checkout(sandbox.url)(await request(person, body));
  assert.equal(answer.status, 200, JSON.stringify(shop.kept.lines.at(-1)));
  return await answer.json();
}

/** The purchases of a person, oldest first. */
export const purchasesOf = (person: Person) =>
  shop.database.sql`
    select id, status, amount_minor::int as amount, credits::float8 as credits, currency, quantity,
      checkout_session_id as session
    from tally_billing.purchases where account_id = ${person.account} order by created_at`;

/** The Stripe customers of a person: one at most. */
export const customersOf = (person: Person) =>
  shop.database.sql`
    select customer_id as id from tally_billing.customers where account_id = ${person.account}`;
