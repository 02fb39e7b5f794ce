import type Stripe from "stripe";
import { invalidRequest } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Tx } from "../../core/tx.ts";
import type { Wire } from "../../core/wire.ts";
import { integer, list, metadata, text, url } from "../../http/fields.ts";
import { params, required } from "../../http/params.ts";
import { createPrice, createProduct, priceAmount } from "../catalogue.ts";
import { mergeMetadata } from "../shared.ts";
import type { Item } from "./session.ts";

type Price = Wire<Stripe.Price>;

/** The `line_items` of a new session. */
export const lineItems = list(
  params<Stripe.Checkout.SessionCreateParams.LineItem>()({
    price: text(),
    price_data: params<Stripe.Checkout.SessionCreateParams.LineItem.PriceData>()({
      ...priceAmount,
      product: text(),
      product_data: params<Stripe.Checkout.SessionCreateParams.LineItem.PriceData.ProductData>()({
        name: required(text(250)),
        description: text(),
        images: list(url(), 8),
        metadata: metadata(),
      }),
    }),
    quantity: integer(1, 999_999),
    metadata: metadata(),
  }),
  100,
);

type Given = ReturnType<typeof lineItems.decode>[number];

/** Turns the given items into line items with amounts. @throws ApiError 400 */
export function makeItems(tx: Tx, given: Given[]): Item[] {
  if (given.length === 0) {
    throw invalidRequest(
      "You must pass at least one line item.",
      "line_items",
      "parameter_missing",
    );
  }
  const items = given.map((item, index) => makeItem(tx, item, `line_items[${index}]`));
  const currencies = new Set(items.map((item) => item.currency));
  if (currencies.size > 1) {
    throw invalidRequest(
      `The line items have different currencies: ${[...currencies].join(", ")}.`,
      "line_items",
    );
  }
  return items;
}

function makeItem(tx: Tx, given: Given, param: string): Item {
  if (given.quantity === undefined) {
    throw invalidRequest(
      `Quantity is required. Add \`quantity\` to \`${param}\``,
      `${param}[quantity]`,
      "parameter_missing",
    );
  }
  const price = priceOf(tx, given, param);
  const product = tx.own("product", String(price.product));
  const total = Math.round(Number(price.unit_amount_decimal) * given.quantity);
  return {
    id: newId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: price.currency,
    description: product.name,
    metadata: mergeMetadata({}, given.metadata),
    price,
    quantity: given.quantity,
  };
}

function priceOf(tx: Tx, given: Given, param: string): Price {
  if ((given.price === undefined) === (given.price_data === undefined)) {
    throw invalidRequest(
      given.price === undefined
        ? "You must pass either `price` or `price_data` for a line item."
        : "You may only specify one of these parameters: price, price_data.",
      `${param}[price]`,
    );
  }
  if (given.price !== undefined) {
    const price = tx.need("price", given.price, `${param}[price]`);
    if (price.active) return price;
    throw invalidRequest(`The price specified is inactive: ${price.id}.`, `${param}[price]`);
  }
  return inlinePrice(tx, given.price_data!, `${param}[price_data]`);
}

/** A price of the moment: it and its product are kept, but are not for sale. */
function inlinePrice(tx: Tx, data: NonNullable<Given["price_data"]>, param: string): Price {
  const { product, product_data, ...amount } = data;
  if ((product === undefined) === (product_data === undefined)) {
    throw invalidRequest(
      `You must specify either \`product\` or \`product_data\` when creating a price.`,
      `${param}[product]`,
    );
  }
  const id = product_data
    ? createProduct(tx, { ...product_data, active: false }).id
    : tx.need("product", product!, `${param}[product]`).id;
  return createPrice(tx, { ...amount, product: id, active: false });
}
