import type Stripe from "stripe";
import { bury } from "../core/deleted.ts";
import { missingResource } from "../core/errors.ts";
import { newId, randomText } from "../core/ids.ts";
import { type Module, served } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { listStored } from "../http/list.ts";
import {
  clearable,
  createdRange,
  email,
  list,
  metadata,
  oneOf,
  paging,
  text,
} from "../http/fields.ts";
import { params, required } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { attach, needMethod } from "../payments/methods.ts";
import { address, fullAddress, mergeMetadata } from "./shared.ts";

declare module "../core/tables.ts" {
  interface Tables {
    customer: Wire<Stripe.Customer>;
  }
}

const PATH = "/v1/customers";

const shippingFields = {
  address: required(address),
  name: required(text()),
  phone: clearable(text(30)),
};

const common = {
  address: clearable(address),
  description: clearable(text()),
  email: clearable(email()),
  metadata: metadata(),
  name: clearable(text(256)),
  phone: clearable(text(30)),
  preferred_locales: list(text(10)),
  shipping: clearable(params<Stripe.CustomerCreateParams.Shipping>()(shippingFields)),
  tax_exempt: clearable(oneOf("none", "exempt", "reverse")),
  invoice_settings: params<Stripe.CustomerCreateParams.InvoiceSettings>()({
    default_payment_method: clearable(text()),
    footer: clearable(text()),
  }),
};

const createParams = params<Stripe.CustomerCreateParams>()({ ...common, payment_method: text() });
const updateParams = params<Stripe.CustomerUpdateParams>()(common);
const listParams = params<Stripe.CustomerListParams>()({
  ...paging,
  created: createdRange(),
  email: text(512),
});
const methodsParams = params<Stripe.CustomerListPaymentMethodsParams>()({
  ...paging,
  type: text(40),
});

type Given = ReturnType<typeof updateParams.decode>;

/** Makes a customer, also for a payer whom Checkout turns into one. */
export function createCustomer(tx: Tx, given: Given): Wire<Stripe.Customer> {
  const customer = withChanges(tx, blank(tx), given);
  tx.create("customer", customer, "customer.created");
  return customer;
}

function blank(tx: Tx): Wire<Stripe.Customer> {
  return {
    id: newId("cus", 14),
    object: "customer",
    address: null,
    balance: 0,
    created: tx.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}

function withChanges(tx: Tx, before: Wire<Stripe.Customer>, given: Given): Wire<Stripe.Customer> {
  const { metadata, address, shipping, invoice_settings, tax_exempt, ...plain } = given;
  const after: Wire<Stripe.Customer> = {
    ...before,
    ...plain,
    metadata: mergeMetadata(before.metadata, metadata),
    tax_exempt: tax_exempt === undefined ? before.tax_exempt : tax_exempt ?? "none",
    invoice_settings: { ...before.invoice_settings, ...invoice_settings },
  };
  if (address !== undefined) after.address = fullAddress(address);
  if (shipping === null) after.shipping = null;
  else if (shipping) {
    after.shipping = {
      address: fullAddress(shipping.address) ?? undefined,
      name: shipping.name,
      phone: shipping.phone ?? null,
    };
  }
  const method = invoice_settings?.default_payment_method;
  if (method) requireOwnMethod(tx, after.id, method);
  return after;
}

function requireOwnMethod(tx: Tx, customer: string, method: string): void {
  const param = "invoice_settings[default_payment_method]";
  attach(tx, needMethod(tx, method, param), customer, param);
}

export const customers: Module = {
  serves: [served<"customer">({
    kind: "customer",
    noun: "customer",
    expand: { "invoice_settings.default_payment_method": "payment_method" },
  })],
  routes: [
    route("POST", PATH, createParams, (tx, { payment_method, ...given }) => {
      const customer = createCustomer(tx, given);
      if (payment_method) {
        attach(tx, needMethod(tx, payment_method, "payment_method"), customer.id, "payment_method");
      }
      return customer;
    }),
    route("GET", PATH, listParams, (tx, page) =>
      listStored(
        tx,
        "customer",
        PATH,
        page,
        (customer) => page.email === undefined || customer.email === page.email,
      )),
    plainRoute(
      "GET",
      `${PATH}/:id`,
      (tx, { id }) => tx.get("_deleted", id!)?.object ?? tx.find("customer", id!),
    ),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => {
      const before = tx.find("customer", id!);
      const after = withChanges(tx, before, given);
      tx.change("customer", before, after, "customer.updated");
      return after;
    }),
    plainRoute("DELETE", `${PATH}/:id`, (tx, { id }) => {
      const customer = tx.find("customer", id!);
      tx.remove("customer", customer.id);
      tx.emit("customer.deleted", customer);
      return bury(tx, "customer", customer.id);
    }),
    route("GET", `${PATH}/:id/payment_methods`, methodsParams, (tx, page, { id }) => {
      const { id: customer } = tx.find("customer", id!);
      return listStored(
        tx,
        "payment_method",
        `${PATH}/${customer}/payment_methods`,
        page,
        (method) =>
          method.customer === customer && (page.type === undefined || method.type === page.type),
      );
    }),
    plainRoute("GET", `${PATH}/:id/payment_methods/:method`, (tx, { id, method }) => {
      const { id: customer } = tx.find("customer", id!);
      const found = tx.find("payment_method", method!);
      if (found.customer === customer) return found;
      throw missingResource("PaymentMethod", found.id, "payment_method", 404);
    }),
  ],
};
