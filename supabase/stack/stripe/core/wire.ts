import type Stripe from "stripe";

/**
 * A Stripe type as it travels. The only difference from the SDK's own type: decimals are strings
 * on the wire, and the SDK turns them into `Decimal` objects after it has received them.
 */
export type Wire<T> = T extends Stripe.Decimal ? string
  : T extends string | number | boolean | null | undefined | void ? T
  : T extends (infer Item)[] ? Wire<Item>[]
  : { [K in keyof T]: Wire<T[K]> };

/** Every event type this API version knows. */
export type EventType = Stripe.Event["type"];

/** The object an event of this type carries. */
export type EventObject<T extends EventType> = Wire<
  Extract<Stripe.Event, { type: T }>["data"]["object"]
>;

/** The API version whose shapes we serve: the one the SDK is pinned to. */
export const API_VERSION = "2026-10-28.endive";
