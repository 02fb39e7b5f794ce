/** The one Stripe customer of an account. */
import type Stripe from "stripe";
import { z } from "zod";
import type { CallDoor } from "../_shared/db.ts";
import { callStripe } from "../_shared/stripe.ts";

const customerId = z.string().startsWith("cus_");

/**
 * Finds the customer of an account or makes it. Safe to race and to repeat: the idempotency key makes
 * parallel calls one customer at Stripe, and the database lets the first one stand.
 */
export async function customerFor(
  stripe: Stripe,
  asService: CallDoor,
  account: string,
  email: string | undefined,
): Promise<string> {
  const known: unknown = await asService("customer_of", { account });
  if (known !== null) return customerId.parse(known);
  const created = await callStripe(stripe.customers.create(
    { metadata: { account_id: account }, ...(email === undefined ? {} : { email }) },
    { idempotencyKey: `customer:${account}:${await digest(email ?? "")}` },
  ));
  const customer = customerId.parse(created.id);
  return customerId.parse(await asService("attach_customer", { account, customer }));
}

/** Stripe refuses a key with other parameters, so an address that changed makes another key. */
async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex().slice(0, 16);
}
