import type Stripe from "stripe";
import { invalidRequest, missingResource } from "../core/errors.ts";
import { type Module, served } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { integer, metadata, oneOf, paging, text } from "../http/fields.ts";
import { listStored } from "../http/list.ts";
import { params, required } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { cardByAlias } from "../payments/cards.ts";
import {
  attach,
  createBankAccount,
  createCard,
  fullBilling,
  needMethod,
} from "../payments/methods.ts";
import {
  billingDetails,
  type BillingFields,
  fullAddress,
  mergeMetadata,
  needCustomer,
} from "./shared.ts";

const PATH = "/v1/payment_methods";

const createParams = params<Stripe.PaymentMethodCreateParams>()({
  type: required(oneOf("card", "us_bank_account")),
  billing_details: billingDetails,
  metadata: metadata(),
  allow_redisplay: oneOf("always", "limited", "unspecified"),
  card: params<Stripe.PaymentMethodCreateParams.Card>()({
    number: text(25),
    exp_month: integer(1, 12),
    exp_year: integer(0, 9999),
    cvc: text(4),
    token: text(100),
  }),
  us_bank_account: params<Stripe.PaymentMethodCreateParams.UsBankAccount>()({
    account_number: required(text(20)),
    routing_number: required(text(9)),
    account_holder_type: oneOf("individual", "company"),
    account_type: oneOf("checking", "savings"),
  }),
});

const updateParams = params<Stripe.PaymentMethodUpdateParams>()({
  billing_details: billingDetails,
  metadata: metadata(),
  allow_redisplay: oneOf("always", "limited", "unspecified"),
  card: params<Stripe.PaymentMethodUpdateParams.Card>()({
    exp_month: integer(1, 12),
    exp_year: integer(2000, 9999),
  }),
});

const attachParams = params<Stripe.PaymentMethodAttachParams>()({ customer: required(text()) });

const listParams = params<Stripe.PaymentMethodListParams>()({
  ...paging,
  customer: text(),
  type: text(40),
});

function create(tx: Tx, given: ReturnType<typeof createParams.decode>) {
  const billing = given.billing_details;
  const method = given.type === "card"
    ? cardFrom(tx, given.card ?? {}, billing)
    : createBankAccount(tx, need(given.us_bank_account, "us_bank_account"), billing);
  const after = {
    ...method,
    allow_redisplay: given.allow_redisplay ?? "unspecified",
    metadata: mergeMetadata({}, given.metadata),
  };
  tx.put("payment_method", after);
  return after;
}

function cardFrom(
  tx: Tx,
  card: NonNullable<ReturnType<typeof createParams.decode>["card"]>,
  billing?: BillingFields,
) {
  if (card.token) {
    if (!cardByAlias(card.token)) throw missingResource("token", card.token, "card[token]");
    const method = needMethod(tx, card.token, "card[token]");
    return billing ? { ...method, billing_details: fullBilling(billing) } : method;
  }
  const year = need(card.exp_year, "card[exp_year]");
  return createCard(tx, {
    number: need(card.number, "card[number]").replaceAll(/[ -]/g, ""),
    exp_month: need(card.exp_month, "card[exp_month]"),
    exp_year: year < 100 ? 2000 + year : year,
    cvc: card.cvc,
  }, billing);
}

function need<T>(value: T | undefined, param: string): T {
  if (value !== undefined) return value;
  throw invalidRequest(`Missing required param: ${param}.`, param, "parameter_missing");
}

function update(tx: Tx, id: string, given: ReturnType<typeof updateParams.decode>) {
  const before = tx.find("payment_method", id);
  const { billing_details: billing, card } = given;
  const after: Wire<Stripe.PaymentMethod> = {
    ...before,
    allow_redisplay: given.allow_redisplay ?? before.allow_redisplay,
    metadata: mergeMetadata(before.metadata ?? {}, given.metadata),
    billing_details: {
      ...before.billing_details,
      ...billing,
      address: billing?.address === undefined
        ? before.billing_details.address
        : fullAddress(billing.address),
    },
    ...(before.card && { card: { ...before.card, ...card } }),
  };
  tx.change("payment_method", before, after, "payment_method.updated");
  return after;
}

function detach(tx: Tx, id: string): Wire<Stripe.PaymentMethod> {
  const before = tx.find("payment_method", id);
  if (!before.customer) {
    throw invalidRequest(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
      "payment_method",
    );
  }
  const after = { ...before, customer: null };
  tx.change("payment_method", before, after, "payment_method.detached");
  return after;
}

export const paymentMethods: Module = {
  serves: [served<"payment_method">({
    kind: "payment_method",
    noun: "PaymentMethod",
    idParam: "payment_method",
    expand: { customer: "customer" },
  })],
  routes: [
    route("POST", PATH, createParams, create),
    route(
      "GET",
      PATH,
      listParams,
      (tx, page) =>
        listStored(
          tx,
          "payment_method",
          PATH,
          page,
          (method) =>
            (page.customer === undefined || method.customer === page.customer) &&
            (page.type === undefined || method.type === page.type),
        ),
    ),
    plainRoute(
      "GET",
      `${PATH}/:id`,
      (tx, { id }) =>
        cardByAlias(id!) ? needMethod(tx, id!, "payment_method") : tx.find("payment_method", id!),
    ),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => update(tx, id!, given)),
    route("POST", `${PATH}/:id/attach`, attachParams, (tx, given, { id }) => {
      const customer = needCustomer(tx, given.customer);
      const method = cardByAlias(id!)
        ? needMethod(tx, id!, "payment_method")
        : tx.find("payment_method", id!);
      return attach(tx, method, customer.id, "payment_method");
    }),
    plainRoute("POST", `${PATH}/:id/detach`, (tx, { id }) => detach(tx, id!)),
  ],
};
