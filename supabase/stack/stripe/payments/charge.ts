import type Stripe from "stripe";
import { newId } from "../core/ids.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";

declare module "../core/tables.ts" {
  interface Tables {
    charge: Wire<Stripe.Charge>;
  }
}

/** Why money did not move. */
export interface Refusal {
  code: string;
  decline_code?: string;
  message: string;
}

/** How a charge stands: through, on its way, or refused. */
export type ChargeState =
  | { status: "succeeded" }
  | { status: "pending" }
  | { status: "failed"; refusal: Refusal };

/** Records an attempt to move money for a payment intent, and tells how it went. */
export function createCharge(
  tx: Tx,
  intent: Wire<Stripe.PaymentIntent>,
  method: Wire<Stripe.PaymentMethod>,
  state: ChargeState,
): Wire<Stripe.Charge> {
  const charge: Wire<Stripe.Charge> = {
    ...blank(tx, intent, method),
    ...standing(tx, intent.amount, state),
  };
  charge.receipt_url = charge.paid ? receiptUrl(tx, charge.id) : null;
  tx.create("charge", charge, eventOf(state));
  return charge;
}

/** A pending charge has come to its end. */
export function finishCharge(tx: Tx, id: string, state: ChargeState): Wire<Stripe.Charge> {
  const before = tx.own("charge", id);
  const after: Wire<Stripe.Charge> = { ...before, ...standing(tx, before.amount, state) };
  after.receipt_url = after.paid ? receiptUrl(tx, id) : null;
  tx.put("charge", after);
  tx.emit(eventOf(state), after);
  return after;
}

function eventOf({ status }: ChargeState): "charge.succeeded" | "charge.pending" | "charge.failed" {
  return `charge.${status}`;
}

function receiptUrl(tx: Tx, charge: string): string {
  return `${tx.world.publicUrl}/receipts/${charge}`;
}

function standing(tx: Tx, amount: number, state: ChargeState) {
  const refusal = state.status === "failed" ? state.refusal : undefined;
  return {
    status: state.status,
    paid: state.status === "succeeded",
    captured: state.status !== "failed",
    amount_captured: state.status === "failed" ? 0 : amount,
    calculated_statement_descriptor: refusal ? null : tx.world.merchant.toUpperCase().slice(0, 22),
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    outcome: refusal ? refusedOutcome(refusal) : APPROVED,
  };
}

const APPROVED: Wire<Stripe.Charge.Outcome> = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: "approved_by_network",
  reason: null,
  risk_level: "normal",
  risk_score: 20,
  seller_message: "Payment complete.",
  type: "authorized",
};

function refusedOutcome(refusal: Refusal): Wire<Stripe.Charge.Outcome> {
  return {
    ...APPROVED,
    network_status: "declined_by_network",
    reason: refusal.decline_code ?? refusal.code,
    seller_message: "The bank did not return any further details with this decline.",
    type: "issuer_declined",
  };
}

function blank(
  tx: Tx,
  intent: Wire<Stripe.PaymentIntent>,
  method: Wire<Stripe.PaymentMethod>,
): Omit<Wire<Stripe.Charge>, keyof ReturnType<typeof standing>> {
  return {
    id: newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    created: tx.now(),
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(intent, method),
    presentment_details: undefined,
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    transfer_data: null,
    transfer_group: null,
  };
}

function idOf(reference: { id: string } | string | null): string | null {
  return typeof reference === "object" ? reference?.id ?? null : reference;
}

function methodDetails(
  intent: Wire<Stripe.PaymentIntent>,
  method: Wire<Stripe.PaymentMethod>,
): Wire<Stripe.Charge.PaymentMethodDetails> {
  if (method.card) {
    return { type: "card", card: cardDetails(intent, method.card) };
  }
  const bank = method.us_bank_account;
  return {
    type: "us_bank_account",
    us_bank_account: {
      account_holder_type: bank?.account_holder_type ?? null,
      account_type: bank?.account_type ?? null,
      bank_name: bank?.bank_name ?? null,
      fingerprint: bank?.fingerprint ?? null,
      last4: bank?.last4 ?? null,
      payment_reference: null,
      routing_number: bank?.routing_number ?? null,
    },
  };
}

function cardDetails(
  intent: Wire<Stripe.PaymentIntent>,
  card: Wire<Stripe.PaymentMethod.Card>,
): Wire<Stripe.Charge.PaymentMethodDetails.Card> {
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand: card.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: card.checks?.cvc_check ? "pass" : null,
    },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: card.regulated_status,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
