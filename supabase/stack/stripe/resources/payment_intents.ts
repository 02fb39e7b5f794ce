import type Stripe from "stripe";
import { ApiError, invalidRequest } from "../core/errors.ts";
import { type Module, served } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import { listStored } from "../http/list.ts";
import {
  boolean,
  clearable,
  createdRange,
  currency,
  email,
  integer,
  list,
  metadata,
  oneOf,
  paging,
  text,
  url,
} from "../http/fields.ts";
import { params, required } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { attempt, cancel, type Circumstances } from "../payments/attempt.ts";
import { createIntent, type Intent, typesFor } from "../payments/intent.ts";
import { needMethod } from "../payments/methods.ts";
import { mergeMetadata, needCustomer } from "./shared.ts";

const PATH = "/v1/payment_intents";
const SMALLEST_AMOUNT = 50;

const common = {
  customer: text(),
  description: clearable(text(1000)),
  metadata: metadata(),
  payment_method: text(),
  receipt_email: clearable(email()),
  setup_future_usage: clearable(oneOf("off_session", "on_session")),
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
};

const createParams = params<Stripe.PaymentIntentCreateParams>()({
  ...common,
  amount: required(integer(1, 99_999_999)),
  currency: required(currency()),
  allowed_payment_method_types: list(oneOf("card", "us_bank_account")),
  automatic_payment_methods: params<Stripe.PaymentIntentCreateParams.AutomaticPaymentMethods>()({
    enabled: required(boolean()),
    allow_redirects: oneOf("always", "never"),
  }),
  capture_method: oneOf("automatic", "automatic_async"),
  confirm: boolean(),
  confirmation_method: oneOf("automatic"),
  off_session: boolean(),
  return_url: url(),
});

const confirmParams = params<Stripe.PaymentIntentConfirmParams>()({
  payment_method: text(),
  off_session: boolean(),
  return_url: url(),
  receipt_email: clearable(email()),
});

const updateParams = params<Stripe.PaymentIntentUpdateParams>()({
  ...common,
  amount: integer(1, 99_999_999),
  currency: currency(),
});

const cancelParams = params<Stripe.PaymentIntentCancelParams>()({
  cancellation_reason: oneOf("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
});

const listParams = params<Stripe.PaymentIntentListParams>()({
  ...paging,
  created: createdRange(),
  customer: text(),
});

/** @throws ApiError 400 for less than Stripe would collect */
export function requireCollectable(amount: number, param = "amount"): void {
  if (amount >= SMALLEST_AMOUNT) return;
  throw invalidRequest(
    "Amount must convert to at least 50 cents.",
    param,
    "amount_too_small",
  );
}

function create(tx: Tx, given: ReturnType<typeof createParams.decode>): Intent {
  requireCollectable(given.amount);
  if (given.customer) needCustomer(tx, given.customer);
  const intent = createIntent(tx, {
    ...given,
    automatic: automaticMethods(given),
    payment_method_types: given.allowed_payment_method_types ?? typesFor(given.currency),
  });
  if (given.confirm) {
    return confirm(tx, intent, given.payment_method, {
      offSession: given.off_session,
      returnUrl: given.return_url,
    });
  }
  return given.payment_method ? choose(tx, intent, given.payment_method) : intent;
}

function automaticMethods(given: ReturnType<typeof createParams.decode>) {
  const { enabled = !given.allowed_payment_method_types, allow_redirects = "always" } =
    given.automatic_payment_methods ?? {};
  return enabled ? { allow_redirects } : null;
}

function choose(tx: Tx, intent: Intent, method: string): Intent {
  const { id } = needMethod(tx, method, "payment_method");
  const after: Intent = { ...intent, payment_method: id, status: "requires_confirmation" };
  tx.put("payment_intent", after);
  return after;
}

function confirm(tx: Tx, intent: Intent, method: string | undefined, how: Circumstances): Intent {
  const chosen = method ?? intent.payment_method;
  if (!chosen) {
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the " +
        "PaymentIntent with a payment method and then confirm it again.",
      "payment_method",
      "payment_intent_unexpected_state",
    );
  }
  const after = attempt(tx, intent, needMethod(tx, String(chosen), "payment_method"), how);
  if (after.status === "requires_payment_method") throw declined(after);
  return after;
}

/** The refusal of a card as the API tells it; the failed charge stays. */
function declined(intent: Intent): ApiError {
  const { charge, code, decline_code, doc_url, message, payment_method } = intent
    .last_payment_error!;
  return new ApiError(402, {
    type: "card_error",
    message: message ?? "",
    charge,
    code,
    decline_code,
    doc_url,
    payment_intent: intent,
    payment_method,
  }, true);
}

function update(tx: Tx, id: string, given: ReturnType<typeof updateParams.decode>): Intent {
  const before = tx.find("payment_intent", id);
  const settled = !before.status.startsWith("requires_");
  if (settled && (given.amount ?? given.currency ?? given.payment_method) !== undefined) {
    throw invalidRequest(
      `This PaymentIntent's amount could not be updated because it has a status of ` +
        `${before.status}.`,
      "amount",
      "payment_intent_unexpected_state",
    );
  }
  if (given.amount !== undefined) requireCollectable(given.amount);
  if (given.customer) needCustomer(tx, given.customer);
  const { metadata, payment_method, ...plain } = given;
  const after: Intent = {
    ...before,
    ...plain,
    metadata: mergeMetadata(before.metadata, metadata),
  };
  tx.put("payment_intent", after);
  return payment_method ? choose(tx, after, payment_method) : after;
}

export const paymentIntents: Module = {
  serves: [served<"payment_intent">({
    kind: "payment_intent",
    noun: "payment_intent",
    idParam: "intent",
    expand: { customer: "customer", latest_charge: "charge", payment_method: "payment_method" },
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
          "payment_intent",
          PATH,
          page,
          (intent) => page.customer === undefined || intent.customer === page.customer,
        ),
    ),
    plainRoute("GET", `${PATH}/:id`, (tx, { id }) => tx.find("payment_intent", id!)),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => update(tx, id!, given)),
    route("POST", `${PATH}/:id/confirm`, confirmParams, (tx, given, { id }) => {
      const { receipt_email, payment_method, off_session, return_url } = given;
      const intent = tx.find("payment_intent", id!);
      const addressed = receipt_email === undefined ? intent : { ...intent, receipt_email };
      return confirm(tx, addressed, payment_method, {
        offSession: off_session,
        returnUrl: return_url,
      });
    }),
    route(
      "POST",
      `${PATH}/:id/cancel`,
      cancelParams,
      (tx, given, { id }) =>
        cancel(tx, tx.find("payment_intent", id!), given.cancellation_reason ?? null),
    ),
  ],
};
