import type Stripe from "stripe";
import { newId } from "../core/ids.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { mergeMetadata } from "../resources/shared.ts";

declare module "../core/tables.ts" {
  interface Tables {
    payment_intent: Wire<Stripe.PaymentIntent>;
  }
}

export type Intent = Wire<Stripe.PaymentIntent>;

/** What a payment intent is made of. */
export interface NewIntent {
  amount: number;
  currency: string;
  customer?: string | null;
  description?: string | null;
  metadata?: Record<string, string | null>;
  payment_method_types: string[];
  /** Set when the types were chosen by us, as Stripe does unless they are named. */
  automatic: { allow_redirects: string } | null;
  allowed_payment_method_types?: string[];
  capture_method?: string;
  receipt_email?: string | null;
  setup_future_usage?: string | null;
  statement_descriptor?: string | null;
  statement_descriptor_suffix?: string | null;
}

/** Makes the intention to collect an amount; no money moves yet. */
export function createIntent(tx: Tx, given: NewIntent): Intent {
  const id = newId("pi");
  const intent: Intent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: given.allowed_payment_method_types ?? null,
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: given.automatic && { ...given.automatic, enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: given.capture_method ?? "automatic_async",
    client_secret: newId(`${id}_secret`),
    confirmation_method: "automatic",
    created: tx.now(),
    currency: given.currency,
    customer: given.customer ?? null,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, given.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: optionsFor(given.payment_method_types),
    payment_method_types: given.payment_method_types,
    payment_record: null,
    processing: null,
    receipt_email: given.receipt_email ?? null,
    review: null,
    setup_future_usage: given.setup_future_usage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: given.statement_descriptor ?? null,
    statement_descriptor_suffix: given.statement_descriptor_suffix ?? null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  };
  tx.create("payment_intent", intent, "payment_intent.created");
  return intent;
}

/** The payment method types we offer for a currency: a US debit needs US dollars. */
export function typesFor(currency: string): string[] {
  return currency === "usd" ? ["card", "us_bank_account"] : ["card"];
}

function optionsFor(types: string[]): Wire<Stripe.PaymentIntent.PaymentMethodOptions> {
  return {
    card: {
      installments: null,
      mandate_options: null,
      network: null,
      request_three_d_secure: "automatic",
    },
    ...(types.includes("us_bank_account") &&
      { us_bank_account: { verification_method: "automatic" } }),
  };
}
