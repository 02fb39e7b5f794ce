/** The page at Stripe on which one purchase is paid. */
import type Stripe from "stripe";
import { z } from "zod";
import { ApiError } from "../_shared/errors.ts";
import { callStripe } from "../_shared/stripe.ts";

/** What `start_purchase` answers: the frozen terms. Amounts in minor units for the whole quantity. */
export const purchaseSchema = z.object({
  purchase_id: z.uuid(),
  account_id: z.uuid(),
  title: z.string().min(1),
  quantity: z.int().min(1),
  amount_minor: z.int().min(1),
  currency: z.string().length(3),
});

/** The terms of one purchase. */
export type Purchase = z.output<typeof purchaseSchema>;

/** The session lives as long as Stripe lets it, a day: late enough, and the same on a repeat. */
const sessionSchema = z.object({
  id: z.string().startsWith("cs_"),
  url: z.url(),
  expires_at: z.int(),
});

/**
 * Opens the session of a purchase. Everything sent follows from the purchase, and its id is the
 * idempotency key: after a crash the same call finds the same session instead of making another.
 */
export async function openSession(
  stripe: Stripe,
  siteUrl: string,
  purchase: Purchase,
  customer: string,
): Promise<{ id: string; url: string; expiresAt: string }> {
  const { purchase_id, account_id, quantity } = purchase;
  const metadata = { purchase_id, account_id };
  const session = await callStripe(stripe.checkout.sessions.create({
    mode: "payment",
    client_reference_id: purchase_id,
    customer,
    line_items: [{
      quantity,
      price_data: {
        currency: purchase.currency.toLowerCase(),
        unit_amount: unitAmount(purchase),
        product_data: { name: purchase.title },
      },
    }],
    metadata,
    payment_intent_data: { metadata },
    success_url: `${siteUrl}/paid?purchase=${purchase_id}`,
    cancel_url: `${siteUrl}/cancelled?purchase=${purchase_id}`,
  }, { idempotencyKey: purchase_id }));
  // A body without these would mean that the answer was not Stripe's.
  const { id, url, expires_at } = sessionSchema.parse(session);
  return { id, url, expiresAt: new Date(expires_at * 1000).toISOString() };
}

function unitAmount({ amount_minor, quantity }: Purchase): number {
  if (amount_minor % quantity === 0) return amount_minor / quantity;
  throw new ApiError("internal_error", {}, { code: "AMOUNT_NOT_DIVISIBLE" });
}
