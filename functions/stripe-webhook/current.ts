/** The present state of the object of an event that speaks another API version. */
import type Stripe from "stripe";
import type { Json } from "../_shared/database.types.ts";
import { callStripe } from "../_shared/stripe.ts";

/** By the `object` field: the kinds of which the database applies events. */
const RETRIEVE: Record<string, (stripe: Stripe, id: string) => Promise<unknown>> = {
  "checkout.session": (stripe, id) => stripe.checkout.sessions.retrieve(id),
};

/** Fetches the object in our version, or undefined for a kind that the database ignores anyway. */
export async function fetchCurrent(
  stripe: Stripe,
  object: Record<string, unknown>,
): Promise<Json | undefined> {
  const retrieve = Object.hasOwn(RETRIEVE, String(object.object))
    ? RETRIEVE[String(object.object)]
    : undefined;
  if (!retrieve || typeof object.id !== "string") return undefined;
  return await callStripe(retrieve(stripe, object.id)) as Json;
}
