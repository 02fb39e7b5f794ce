/** Shapes the server answers with, as these pages read them. Credits are numbers, times ISO 8601. */

/** What an account holds right now. */
export interface Balance {
  account_id: string;
  available: number;
  posted: number;
  held: number;
  debt: number;
  status: string;
  low: boolean;
  expires_next_at: string | null;
  expires_next_credits: number | null;
  updated_at: string;
}

/** What an action would cost at this moment. */
export interface Quote {
  action: string;
  quantity: number;
  credits: number;
  unit_price: number;
  available: number;
  affordable: boolean;
  tier_ok: boolean;
  warning: string | null;
}

/** One posted change of a balance; `replayed` when the key had been used before. */
export interface Movement {
  account_id: string;
  seq: number;
  kind: string;
  credits: number;
  balance_after: number;
  available: number;
  replayed: boolean;
}

/** One line of the history. */
export interface Entry {
  account_id: string;
  seq: number;
  kind: string;
  credits: number;
  balance_after: number;
  action: string | null;
  quantity: number | null;
  unit_price: number | null;
  reference: string | null;
  recorded_at: string;
}

/** A batch of credits that paid for an entry, or that an entry created. */
export interface GrantPart {
  grant_id: number | string;
  source: string;
  credits: number;
  expires_at: string | null;
  purchase_id: string | null;
}

/** How one entry came to be. */
export interface Explanation {
  seq: number;
  kind: string;
  credits: number;
  action: string | null;
  quantity: number | null;
  unit_price: number | null;
  source: string | null;
  reference: string | null;
  recorded_at: string;
  event_at: string | null;
  sentence?: string | null;
  grants: GrantPart[];
}

/** Something that can be run for credits. */
export interface Action {
  key: string;
  title: string;
  unit: string;
  divisible: boolean;
  min_tier: string | null;
  credits: number;
}

/** Credits for sale; the amount is in the currency's smallest unit. */
export interface Pack {
  key: string;
  title: string;
  credits: number;
  amount_minor: number;
  currency: string;
  position: number;
}

/** An order of a pack. */
export interface Purchase {
  id: string;
  pack: string;
  status: "pending" | "paid" | "expired" | "failed";
  quantity: number;
  credits: number;
  amount_minor: number;
  currency: string;
  created_at: string;
  paid_at: string | null;
}

/** Who is signed in. */
export interface Person {
  id: string;
  email: string;
}
