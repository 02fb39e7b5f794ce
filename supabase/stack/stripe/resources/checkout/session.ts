import type Stripe from "stripe";
import { newId } from "../../core/ids.ts";
import type { Tx } from "../../core/tx.ts";
import type { Wire } from "../../core/wire.ts";
import { cancel } from "../../payments/attempt.ts";
import { createCustomer } from "../customers.ts";
import { mergeMetadata } from "../shared.ts";

declare module "../../core/tables.ts" {
  interface Tables {
    "checkout.session": Session;
    /** What a session was made with and its API object does not show. */
    _checkout: CheckoutTerms;
    /** Which session a payment intent belongs to. */
    _session_of_intent: { id: string; session: string };
  }
}

export type Session = Wire<Stripe.Checkout.Session>;
export type Item = Wire<Stripe.LineItem>;

/** The hidden half of a session. */
export interface CheckoutTerms {
  /** The id of the session. */
  id: string;
  items: Item[];
  payment: PaymentTerms;
}

/** `payment_intent_data` of the session. */
export interface PaymentTerms {
  capture_method?: string;
  description?: string;
  metadata?: Record<string, string | null>;
  receipt_email?: string;
  setup_future_usage?: string;
  statement_descriptor?: string;
  statement_descriptor_suffix?: string;
}

/** What a session is made of. */
export interface NewSession {
  mode: string;
  success_url: string;
  cancel_url?: string;
  client_reference_id?: string;
  customer?: string;
  customer_creation?: string;
  customer_email?: string;
  excluded_payment_method_types?: string[];
  expires_at: number;
  items: Item[];
  locale?: string;
  metadata?: Record<string, string | null>;
  payment: PaymentTerms;
  payment_method_types: string[];
  submit_type?: string;
}

/** What the payer has typed about themselves. */
export interface Payer {
  email: string;
  name: string | null;
}

const EXPIRE = "checkout.session.expire";

/** Opens a session. @returns it as the API answers it */
export function openSession(tx: Tx, given: NewSession): Session {
  const id = newId("cs_test", 58);
  const email = given.customer
    ? tx.own("customer", given.customer).email
    : given.customer_email ?? null;
  const total = given.items.reduce((sum, item) => sum + item.amount_total, 0);
  const session: Session = {
    ...CONSTANT,
    id,
    amount_subtotal: total,
    amount_total: total,
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    created: tx.now(),
    currency: given.items[0]?.currency ?? null,
    customer: given.customer ?? null,
    customer_creation: given.customer ? null : given.customer_creation ?? "if_required",
    customer_details: email ? detailsOf({ email, name: null }) : null,
    customer_email: given.customer_email ?? null,
    excluded_payment_method_types: given.excluded_payment_method_types,
    expires_at: given.expires_at,
    locale: given.locale ?? null,
    metadata: mergeMetadata({}, given.metadata),
    mode: given.mode,
    payment_method_types: given.payment_method_types,
    payment_status: total === 0 ? "no_payment_required" : "unpaid",
    submit_type: given.submit_type ?? null,
    success_url: given.success_url,
    url: `${tx.world.publicUrl}/c/pay/${id}`,
  };
  tx.put("checkout.session", session);
  tx.put("_checkout", { id, items: given.items, payment: given.payment });
  tx.schedule(EXPIRE, id, given.expires_at);
  return session;
}

/** Notes who is paying, before the payment is tried. */
export function notePayer(tx: Tx, session: Session, payer: Payer): Session {
  const after = { ...session, customer_details: detailsOf(payer) };
  tx.put("checkout.session", after);
  return after;
}

/** Notes which payment belongs to the session. */
export function noteIntent(tx: Tx, session: Session, intent: string): Session {
  const after = { ...session, payment_intent: intent };
  tx.put("checkout.session", after);
  tx.put("_session_of_intent", { id: intent, session: session.id });
  return after;
}

/** The payer is through: paid, or a bank is on it, or nothing was to be paid. */
export function completeSession(
  tx: Tx,
  session: Session,
  payment_status: "paid" | "unpaid" | "no_payment_required",
): Session {
  tx.unschedule(EXPIRE, session.id);
  const after: Session = {
    ...session,
    customer: session.customer ?? newCustomer(tx, session),
    payment_status,
    status: "complete",
    url: null,
  };
  tx.put("checkout.session", after);
  tx.emit("checkout.session.completed", after);
  return after;
}

/** A bank has answered a session that was complete but unpaid. */
export function settleSession(tx: Tx, session: Session, paid: boolean): void {
  const after: Session = { ...session, payment_status: paid ? "paid" : "unpaid" };
  tx.put("checkout.session", after);
  tx.emit(
    paid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed",
    after,
  );
}

/** The session's time is over, or it was told so: nobody can pay it any more. */
export function expireSession(tx: Tx, session: Session): Session {
  tx.unschedule(EXPIRE, session.id);
  const intent = session.payment_intent && tx.get("payment_intent", String(session.payment_intent));
  if (intent) cancel(tx, intent, "expired");
  const after: Session = { ...session, status: "expired", url: null };
  tx.put("checkout.session", after);
  tx.emit("checkout.session.expired", after);
  return after;
}

/** What happens to sessions by the clock. */
export const sessionsDue = {
  [EXPIRE]: (tx: Tx, id: string) => {
    expireSession(tx, tx.own("checkout.session", id));
  },
};

function newCustomer(tx: Tx, session: Session): string | null {
  if (session.customer_creation !== "always" || !session.customer_details) return null;
  const { email, name } = session.customer_details;
  return createCustomer(tx, { email, name }).id;
}

function detailsOf({ email, name }: Payer): Wire<Stripe.Checkout.Session.CustomerDetails> {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: "none",
    tax_ids: null,
  };
}

/** What is the same in every session we make. */
const CONSTANT = {
  object: "checkout.session",
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  client_secret: null,
  collected_information: { business_name: null, individual_name: null, shipping_details: null },
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer_account: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: {
    enabled: false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: null,
      metadata: {},
      rendering_options: null,
    },
  },
  livemode: false,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: "if_required",
  payment_method_configuration_details: null,
  payment_method_options: { card: { request_three_d_secure: "automatic" } },
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: "open",
  subscription: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: "hosted_page",
  wallet_options: null,
} satisfies Partial<Session>;
