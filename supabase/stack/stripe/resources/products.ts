import type Stripe from "stripe";
import { bury } from "../core/deleted.ts";
import { invalidRequest } from "../core/errors.ts";
import { type Module, served } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { listStored } from "../http/list.ts";
import {
  boolean,
  clearable,
  createdRange,
  list,
  metadata,
  paging,
  text,
  url,
} from "../http/fields.ts";
import { params, required } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { createPrice, createProduct, priceAmount } from "./catalogue.ts";
import { mergeMetadata } from "./shared.ts";

const PATH = "/v1/products";

const common = {
  active: boolean(),
  images: list(url(), 8),
  metadata: metadata(),
  statement_descriptor: text(22),
  shippable: boolean(),
};

const createParams = params<Stripe.ProductCreateParams>()({
  ...common,
  name: required(text(250)),
  id: text(250),
  description: text(),
  unit_label: text(12),
  url: url(),
  default_price_data: params<Stripe.ProductCreateParams.DefaultPriceData>()(priceAmount),
});

const updateParams = params<Stripe.ProductUpdateParams>()({
  ...common,
  name: text(250),
  description: clearable(text()),
  unit_label: clearable(text(12)),
  url: clearable(url()),
  default_price: text(),
});

const listParams = params<Stripe.ProductListParams>()({
  ...paging,
  active: boolean(),
  created: createdRange(),
  ids: list(text()),
  shippable: boolean(),
  url: text(),
});

function change(
  tx: Tx,
  before: Wire<Stripe.Product>,
  given: ReturnType<typeof updateParams.decode>,
) {
  const { metadata, default_price, ...plain } = given;
  if (default_price && tx.need("price", default_price, "default_price").product !== before.id) {
    throw invalidRequest("The price specified is for another product.", "default_price");
  }
  const after: Wire<Stripe.Product> = {
    ...before,
    ...plain,
    default_price: default_price ?? before.default_price,
    metadata: mergeMetadata(before.metadata, metadata),
    updated: tx.now(),
  };
  tx.change("product", before, after, "product.updated");
  return after;
}

export const products: Module = {
  serves: [served<"product">({
    kind: "product",
    noun: "product",
    expand: { default_price: "price" },
  })],
  routes: [
    route("POST", PATH, createParams, (tx, { default_price_data: price, ...given }) => {
      const product = createProduct(tx, given);
      if (!price) return product;
      const { id: default_price } = createPrice(tx, { ...price, product: product.id });
      const after = { ...product, default_price };
      tx.put("product", after);
      return after;
    }),
    route(
      "GET",
      PATH,
      listParams,
      (tx, page) =>
        listStored(
          tx,
          "product",
          PATH,
          page,
          (product) =>
            (page.active === undefined || product.active === page.active) &&
            (page.ids === undefined || page.ids.includes(product.id)) &&
            (page.shippable === undefined || product.shippable === page.shippable) &&
            (page.url === undefined || product.url === page.url),
        ),
    ),
    plainRoute(
      "GET",
      `${PATH}/:id`,
      (tx, { id }) =>
        tx.get("product", id!) ?? tx.get("_deleted", id!)?.object ?? tx.find("product", id!),
    ),
    route(
      "POST",
      `${PATH}/:id`,
      updateParams,
      (tx, given, { id }) => change(tx, tx.find("product", id!), given),
    ),
    plainRoute("DELETE", `${PATH}/:id`, (tx, { id }) => {
      const product = tx.find("product", id!);
      for (const { row } of tx.newestFirst("price")) {
        if (row.product === product.id) {
          throw invalidRequest(
            "This product cannot be deleted because it has one or more user-created prices.",
            "id",
          );
        }
      }
      tx.remove("product", product.id);
      tx.emit("product.deleted", product);
      return bury(tx, "product", product.id);
    }),
  ],
};
