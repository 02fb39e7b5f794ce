import type { Database } from "../../functions/_shared/database.types.ts";

/** Shapes the server answers with. Credits are numbers, times ISO 8601. */

type Tally = Database["tally"];
type Row<Name extends keyof Tally["Views"]> = Tally["Views"][Name]["Row"];
type Composite<Name extends keyof Tally["CompositeTypes"]> = Tally["CompositeTypes"][Name];

/** Generated types call every field of a composite nullable; a door fills all but the named ones. */
type Filled<T, Nullable extends keyof T = never> = {
  [Key in keyof T]: Key extends Nullable ? T[Key] : NonNullable<T[Key]>;
};

/** What an account holds right now. */
export type Balance = Filled<
  Composite<"account_balance">,
  "expires_next_at" | "expires_next_credits" | "plan"
>;

/** What an action would cost at this moment. */
export type Quote = Filled<Composite<"action_quote">, "warning" | "valid_until">;

/** One posted change of a balance; `replayed` when the key had been used before. */
export type Movement = Filled<Composite<"movement">>;

/** One line of the history: grant, spend or expire. */
export type Entry = Row<"entries"> & { kind: string };

/** Something that can be run for credits. */
export type Action = Row<"actions">;

/** Credits for sale; the amount is in the currency's smallest unit. */
export type Pack = Row<"packs">;

/** An order of a pack; its status is pending, paid, expired or failed. */
export type Purchase = Row<"purchases">;

/** A batch of credits that paid for an entry, or that an entry created. */
export interface GrantPart {
  grant_id: number;
  source: string;
  credits: number;
  expires_at: string | null;
  purchase_id: string | null;
}

/** How one entry came to be: the parts of `explain` that these pages show. */
export interface Explanation {
  seq: number;
  kind: string;
  credits: number;
  balance_after: number;
  action: string | null;
  title: string | null;
  quantity: number | null;
  unit_price: number | null;
  source: string | null;
  reference: string | null;
  recorded_at: string;
  event_at: string;
  grants: GrantPart[];
}

/** Who is signed in. */
export interface Person {
  id: string;
  email: string;
}
