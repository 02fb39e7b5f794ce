import type Stripe from "stripe";
import { invalidRequest } from "../../core/errors.ts";
import { type Module, served } from "../../core/module.ts";
import type { Tx } from "../../core/tx.ts";
import { listItems, listStored } from "../../http/list.ts";
import {
  createdRange,
  email,
  integer,
  list,
  metadata,
  oneOf,
  paging,
  text,
  url,
} from "../../http/fields.ts";
import { params, required } from "../../http/params.ts";
import { plainRoute, route } from "../../http/router.ts";
import { typesFor } from "../../payments/intent.ts";
import { mergeMetadata, needCustomer } from "../shared.ts";
import { lineItems, makeItems } from "./items.ts";
import { checkoutMode } from "./modes.ts";
import { expireSession, openSession, type Session, sessionsDue } from "./session.ts";

const PATH = "/v1/checkout/sessions";
const SHORTEST_S = 30 * 60;
const LONGEST_S = 24 * 3600;
const SMALLEST_AMOUNT = 50;

const createParams = params<Stripe.Checkout.SessionCreateParams>()({
  mode: required(text(20)),
  ui_mode: oneOf("hosted_page"),
  success_url: required(url()),
  cancel_url: url(),
  client_reference_id: text(200),
  customer: text(),
  customer_creation: oneOf("always", "if_required"),
  customer_email: email(),
  excluded_payment_method_types: list(text(40)),
  expires_at: integer(0),
  line_items: required(lineItems),
  locale: text(10),
  metadata: metadata(),
  payment_intent_data: params<Stripe.Checkout.SessionCreateParams.PaymentIntentData>()({
    capture_method: oneOf("automatic", "automatic_async"),
    description: text(1000),
    metadata: metadata(),
    receipt_email: email(),
    setup_future_usage: oneOf("off_session", "on_session"),
    statement_descriptor: text(22),
    statement_descriptor_suffix: text(22),
  }),
  submit_type: oneOf("auto", "book", "donate", "pay"),
});

const updateParams = params<Stripe.Checkout.SessionUpdateParams>()({ metadata: metadata() });

const listParams = params<Stripe.Checkout.SessionListParams>()({
  ...paging,
  created: createdRange(),
  customer: text(),
  customer_details: params<Stripe.Checkout.SessionListParams.CustomerDetails>()({
    email: required(text(512)),
  }),
  payment_intent: text(),
  status: oneOf("complete", "expired", "open"),
});

function create(tx: Tx, given: ReturnType<typeof createParams.decode>): Session {
  const mode = checkoutMode(tx.world, given.mode);
  if (!mode) {
    throw invalidRequest(`Invalid mode: ${given.mode} is not a mode this sandbox knows.`, "mode");
  }
  if (given.customer !== undefined && given.customer_email !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: customer, customer_email.",
      "customer",
      "parameters_exclusive",
    );
  }
  if (given.customer !== undefined) needCustomer(tx, given.customer);
  const items = makeItems(tx, given.line_items);
  mode.accept(items);
  requireCollectable(items.reduce((sum, item) => sum + item.amount_total, 0));
  return openSession(tx, {
    ...given,
    expires_at: expiry(tx, given.expires_at),
    items,
    payment: given.payment_intent_data ?? {},
    payment_method_types: offered(items[0]!.currency, given.excluded_payment_method_types ?? []),
  });
}

function offered(currency: string, excluded: string[]): string[] {
  const types = typesFor(currency).filter((type) => !excluded.includes(type));
  if (types.length) return types;
  throw invalidRequest(
    "No payment method types are left for this Checkout Session.",
    "excluded_payment_method_types",
  );
}

function requireCollectable(total: number): void {
  if (total === 0 || total >= SMALLEST_AMOUNT) return;
  throw invalidRequest(
    "The Checkout Session's total amount must convert to at least 50 cents.",
    "line_items",
    "amount_too_small",
  );
}

function expiry(tx: Tx, wished: number | undefined): number {
  const now = tx.now();
  const at = wished ?? now + LONGEST_S;
  // One minute of grace: the caller's clock made the number, some seconds ago.
  if (at < now + SHORTEST_S - 60) {
    throw invalidRequest(
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
      "expires_at",
    );
  }
  if (at > now + LONGEST_S + 60) {
    throw invalidRequest(
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
  return at;
}

function expire(tx: Tx, id: string): Session {
  const session = tx.find("checkout.session", id);
  if (session.status === "open") return expireSession(tx, session);
  throw invalidRequest(
    `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a ` +
      `status of \`${session.status}\`.`,
    "session",
  );
}

function itemsOf(tx: Tx, id: string, page: Parameters<typeof listItems>[2]) {
  return listItems(tx.own("_checkout", id).items, `${PATH}/${id}/line_items`, page);
}

export const checkoutSessions: Module = {
  serves: [
    served<"checkout.session">({
      kind: "checkout.session",
      noun: "checkout.session",
      idParam: "session",
      expand: {
        customer: "customer",
        payment_intent: "payment_intent",
        line_items: (tx, session) => itemsOf(tx, session.id, {}),
      },
    }),
    { kind: "item", noun: "line item", expand: { "price.product": "product" } },
  ],
  due: sessionsDue,
  routes: [
    route("POST", PATH, createParams, create),
    route(
      "GET",
      PATH,
      listParams,
      (tx, page) =>
        listStored(
          tx,
          "checkout.session",
          PATH,
          page,
          (session) =>
            (page.customer === undefined || session.customer === page.customer) &&
            (page.customer_details === undefined ||
              session.customer_details?.email === page.customer_details.email) &&
            (page.payment_intent === undefined || session.payment_intent === page.payment_intent) &&
            (page.status === undefined || session.status === page.status),
        ),
    ),
    plainRoute("GET", `${PATH}/:id`, (tx, { id }) => tx.find("checkout.session", id!)),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => {
      const before = tx.find("checkout.session", id!);
      const after = { ...before, metadata: mergeMetadata(before.metadata ?? {}, given.metadata) };
      tx.put("checkout.session", after);
      return after;
    }),
    plainRoute("POST", `${PATH}/:id/expire`, (tx, { id }) => expire(tx, id!)),
    route(
      "GET",
      `${PATH}/:id/line_items`,
      params<Stripe.Checkout.SessionListLineItemsParams>()(paging),
      (tx, page, { id }) => itemsOf(tx, tx.find("checkout.session", id!).id, page),
    ),
  ],
};
