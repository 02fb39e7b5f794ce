import type Stripe from "stripe";
import { invalidRequest } from "../core/errors.ts";
import { type Module, served } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import { listStored } from "../http/list.ts";
import {
  boolean,
  createdRange,
  currency,
  integer,
  list,
  metadata,
  oneOf,
  paging,
  text,
} from "../http/fields.ts";
import { params, required } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { claimLookupKey, createPrice, createProduct, interval, priceAmount } from "./catalogue.ts";
import { mergeMetadata } from "./shared.ts";

const PATH = "/v1/prices";

const createParams = params<Stripe.PriceCreateParams>()({
  ...priceAmount,
  active: boolean(),
  billing_scheme: oneOf("per_unit"),
  lookup_key: text(200),
  metadata: metadata(),
  nickname: text(),
  product: text(),
  product_data: params<Stripe.PriceCreateParams.ProductData>()({
    active: boolean(),
    id: text(250),
    metadata: metadata(),
    name: required(text(250)),
    statement_descriptor: text(22),
    unit_label: text(12),
  }),
  recurring: params<Stripe.PriceCreateParams.Recurring>()({
    interval: required(interval),
    interval_count: integer(1, 1095),
    trial_period_days: integer(1, 730),
    usage_type: oneOf("licensed"),
  }),
  transfer_lookup_key: boolean(),
});

const updateParams = params<Stripe.PriceUpdateParams>()({
  active: boolean(),
  lookup_key: text(200),
  metadata: metadata(),
  nickname: text(),
  tax_behavior: oneOf("exclusive", "inclusive", "unspecified"),
  transfer_lookup_key: boolean(),
});

const listParams = params<Stripe.PriceListParams>()({
  ...paging,
  active: boolean(),
  created: createdRange(),
  currency: currency(),
  lookup_keys: list(text(200), 10),
  product: text(),
  recurring: params<Stripe.PriceListParams.Recurring>()({ interval }),
  type: oneOf("one_time", "recurring"),
});

function productOf(tx: Tx, given: ReturnType<typeof createParams.decode>): string {
  if (given.product && given.product_data) {
    throw invalidRequest(
      "You may only specify one of these parameters: product, product_data.",
      "product",
      "parameters_exclusive",
    );
  }
  if (given.product) return tx.need("product", given.product, "product").id;
  if (given.product_data) return createProduct(tx, given.product_data).id;
  throw invalidRequest("Missing required param: product.", "product", "parameter_missing");
}

export const prices: Module = {
  serves: [served<"price">({ kind: "price", noun: "price", expand: { product: "product" } })],
  routes: [
    route("POST", PATH, createParams, (tx, given) => {
      const { product_data: _, billing_scheme: __, ...rest } = given;
      return createPrice(tx, { ...rest, product: productOf(tx, given) });
    }),
    route(
      "GET",
      PATH,
      listParams,
      (tx, page) =>
        listStored(
          tx,
          "price",
          PATH,
          page,
          (price) =>
            (page.active === undefined || price.active === page.active) &&
            (page.currency === undefined || price.currency === page.currency) &&
            (page.lookup_keys === undefined || page.lookup_keys.includes(price.lookup_key ?? "")) &&
            (page.product === undefined || price.product === page.product) &&
            (page.recurring?.interval === undefined ||
              price.recurring?.interval === page.recurring.interval) &&
            (page.type === undefined || price.type === page.type),
        ),
    ),
    plainRoute("GET", `${PATH}/:id`, (tx, { id }) => tx.find("price", id!)),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => {
      const { metadata, transfer_lookup_key, ...plain } = given;
      const before = tx.find("price", id!);
      if (plain.lookup_key && plain.lookup_key !== before.lookup_key) {
        claimLookupKey(tx, plain.lookup_key, transfer_lookup_key);
      }
      const after = { ...before, ...plain, metadata: mergeMetadata(before.metadata, metadata) };
      tx.change("price", before, after, "price.updated");
      return after;
    }),
  ],
};
