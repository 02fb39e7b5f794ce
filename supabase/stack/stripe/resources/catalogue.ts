import type Stripe from "stripe";
import { invalidRequest } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { currency, decimal, integer, oneOf } from "../http/fields.ts";
import { params, required } from "../http/params.ts";
import { mergeMetadata } from "./shared.ts";

declare module "../core/tables.ts" {
  interface Tables {
    product: Wire<Stripe.Product>;
    price: Wire<Stripe.Price>;
  }
}

export const interval = oneOf("day", "week", "month", "year");

/** What says how much, wherever a price can be written: on its own, inline, with its product. */
export const priceAmount = {
  currency: required(currency()),
  unit_amount: integer(0, 99_999_999),
  unit_amount_decimal: decimal(),
  tax_behavior: oneOf("exclusive", "inclusive", "unspecified"),
  recurring: params<Stripe.ProductCreateParams.DefaultPriceData.Recurring>()({
    interval: required(interval),
    interval_count: integer(1, 1095),
  }),
};

/** The fields of a product that may be given when it is made. */
export interface NewProduct {
  id?: string;
  name: string;
  active?: boolean;
  description?: string;
  images?: string[];
  metadata?: Record<string, string | null>;
  shippable?: boolean;
  statement_descriptor?: string;
  unit_label?: string;
  url?: string;
}

/** Makes a product. @throws ApiError 400 when its id is taken */
export function createProduct(tx: Tx, given: NewProduct): Wire<Stripe.Product> {
  if (given.id && tx.get("product", given.id)) {
    throw invalidRequest(`Product already exists.`, "id", "resource_already_exists");
  }
  const now = tx.now();
  const product: Wire<Stripe.Product> = {
    id: given.id ?? newId("prod", 14),
    object: "product",
    active: given.active ?? true,
    created: now,
    default_price: null,
    description: given.description ?? null,
    images: given.images ?? [],
    livemode: false,
    marketing_features: [],
    metadata: mergeMetadata({}, given.metadata),
    name: given.name,
    package_dimensions: null,
    shippable: given.shippable ?? null,
    statement_descriptor: given.statement_descriptor ?? null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: given.unit_label ?? null,
    updated: now,
    url: given.url ?? null,
  };
  tx.create("product", product, "product.created");
  return product;
}

/** What a price is made of. */
export interface NewPrice {
  product: string;
  currency: string;
  unit_amount?: number;
  unit_amount_decimal?: string;
  active?: boolean;
  lookup_key?: string;
  metadata?: Record<string, string | null>;
  nickname?: string;
  recurring?: {
    interval: "day" | "week" | "month" | "year";
    interval_count?: number;
    trial_period_days?: number;
  };
  tax_behavior?: string;
  transfer_lookup_key?: boolean;
}

/** Makes a price. @throws ApiError 400 when no amount, two amounts or a taken key are given */
export function createPrice(tx: Tx, given: NewPrice): Wire<Stripe.Price> {
  const amounts = amountsOf(given);
  if (given.lookup_key) claimLookupKey(tx, given.lookup_key, given.transfer_lookup_key);
  const price: Wire<Stripe.Price> = {
    id: newId("price"),
    object: "price",
    active: given.active ?? true,
    billing_scheme: "per_unit",
    created: tx.now(),
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: given.lookup_key ?? null,
    metadata: mergeMetadata({}, given.metadata),
    nickname: given.nickname ?? null,
    product: given.product,
    recurring: given.recurring
      ? {
        interval: given.recurring.interval,
        interval_count: given.recurring.interval_count ?? 1,
        meter: null,
        trial_period_days: given.recurring.trial_period_days ?? null,
        usage_type: "licensed",
      }
      : null,
    tax_behavior: given.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring ? "recurring" : "one_time",
    ...amounts,
  };
  tx.create("price", price, "price.created");
  return price;
}

function amountsOf({ unit_amount, unit_amount_decimal }: NewPrice) {
  if (unit_amount !== undefined && unit_amount_decimal !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
      "unit_amount",
      "parameters_exclusive",
    );
  }
  if (unit_amount !== undefined) return { unit_amount, unit_amount_decimal: String(unit_amount) };
  if (unit_amount_decimal === undefined) {
    throw invalidRequest(
      "Missing required param: unit_amount.",
      "unit_amount",
      "parameter_missing",
    );
  }
  const whole = Number(unit_amount_decimal);
  return { unit_amount: Number.isInteger(whole) ? whole : null, unit_amount_decimal };
}

/** Makes sure that no other price has the key. @throws ApiError 400 unless it may be taken over */
export function claimLookupKey(tx: Tx, key: string, transfer = false): void {
  for (const { row } of tx.newestFirst("price")) {
    if (row.lookup_key !== key) continue;
    if (!transfer) {
      throw invalidRequest(
        `A price (\`${row.id}\`) already uses that lookup key.`,
        "lookup_key",
        "resource_already_exists",
      );
    }
    tx.change("price", row, { ...row, lookup_key: null }, "price.updated");
  }
}
