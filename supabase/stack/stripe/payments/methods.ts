import type Stripe from "stripe";
import { ApiError, invalidRequest } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { type BillingFields, fullAddress } from "../resources/shared.ts";
import { accountByNumber, type DebitOutcome, TEST_ROUTING_NUMBER } from "./banks.ts";
import {
  cardByAlias,
  cardByNumber,
  cardFaults,
  NOT_A_TEST_CARD,
  type Outcome,
  type TypedCard,
} from "./cards.ts";

declare module "../core/tables.ts" {
  interface Tables {
    payment_method: Wire<Stripe.PaymentMethod>;
    /** How the test number behind a payment method behaves. The number itself is not kept. */
    _behaviour: { id: string } & Behaviour;
  }
}

/** What happens to a payment with a method: at once for a card, days later for a debit. */
export type Behaviour =
  | { type: "card"; outcome: Outcome }
  | { type: "us_bank_account"; outcome: DebitOutcome };

/** A card as typed, kept as a payment method. @throws ApiError 402 when it cannot be a card */
export function createCard(tx: Tx, card: TypedCard, billing: BillingFields = {}) {
  const [fault] = cardFaults(card, new Date(tx.now() * 1000));
  if (fault) {
    const { code, field, message } = fault;
    throw new ApiError(402, { type: "card_error", code, message, param: field });
  }
  return keepCard(tx, card, billing);
}

function keepCard(tx: Tx, card: TypedCard, billing: BillingFields): Wire<Stripe.PaymentMethod> {
  const known = cardByNumber(card.number);
  const method: Wire<Stripe.PaymentMethod> = {
    ...base(tx, "card", billing),
    card: {
      brand: known?.brand ?? "visa",
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: card.cvc === undefined ? null : "unchecked",
      },
      country: "US",
      display_brand: known?.brand ?? "visa",
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: fingerprintOf(card.number),
      funding: known?.funding ?? "credit",
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [known?.brand ?? "visa"], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
  };
  tx.put("payment_method", method);
  tx.put("_behaviour", { id: method.id, type: "card", outcome: known?.outcome ?? NOT_A_TEST_CARD });
  return method;
}

/** A bank account as somebody typed it. */
export interface TypedAccount {
  account_number: string;
  routing_number: string;
  account_holder_type?: string;
  account_type?: string;
}

/** A bank account kept as a payment method. @throws ApiError 400 unless it is a test account */
export function createBankAccount(
  tx: Tx,
  account: TypedAccount,
  billing: BillingFields = {},
): Wire<Stripe.PaymentMethod> {
  if (account.routing_number !== TEST_ROUTING_NUMBER) {
    throw invalidRequest(
      "Invalid routing number for the sandbox: use 110000000.",
      "us_bank_account[routing_number]",
      "routing_number_invalid",
    );
  }
  const known = accountByNumber(account.account_number);
  if (!known) {
    throw invalidRequest(
      "You must use a test bank account number in test mode.",
      "us_bank_account[account_number]",
      "account_number_invalid",
    );
  }
  const method: Wire<Stripe.PaymentMethod> = {
    ...base(tx, "us_bank_account", billing),
    us_bank_account: {
      account_holder_type: account.account_holder_type ?? "individual",
      account_type: account.account_type ?? "checking",
      bank_name: "STRIPE TEST BANK",
      financial_connections_account: null,
      fingerprint: fingerprintOf(account.account_number),
      last4: account.account_number.slice(-4),
      networks: { preferred: "ach", supported: ["ach"] },
      routing_number: account.routing_number,
      status_details: {},
    },
  };
  tx.put("payment_method", method);
  tx.put("_behaviour", { id: method.id, type: "us_bank_account", outcome: known.outcome });
  return method;
}

function base(tx: Tx, type: string, billing: BillingFields): Wire<Stripe.PaymentMethod> {
  return {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: fullBilling(billing),
    created: tx.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type,
  };
}

/** Billing details with every field there. */
export function fullBilling(billing: BillingFields): Wire<Stripe.PaymentMethod.BillingDetails> {
  return {
    address: fullAddress(billing.address ?? {}),
    email: billing.email ?? null,
    name: billing.name ?? null,
    phone: billing.phone ?? null,
    tax_id: null,
  };
}

/**
 * The payment method a parameter names; `pm_card_visa` and its like make a fresh one each time.
 *
 * @throws ApiError 400
 */
export function needMethod(tx: Tx, id: string, param: string): Wire<Stripe.PaymentMethod> {
  const alias = cardByAlias(id);
  if (!alias) return tx.need("payment_method", id, param);
  const exp_year = new Date(tx.now() * 1000).getUTCFullYear() + 1;
  return keepCard(tx, { number: alias.number, exp_month: 12, exp_year, cvc: "123" }, {});
}

/** Gives a payment method to a customer. @throws ApiError 400 when it belongs to another one */
export function attach(
  tx: Tx,
  method: Wire<Stripe.PaymentMethod>,
  customer: string,
  param: string,
): Wire<Stripe.PaymentMethod> {
  if (method.customer === customer) return method;
  if (method.customer) {
    throw invalidRequest(
      "The payment method you provided has already been attached to a customer.",
      param,
    );
  }
  const after = { ...method, customer };
  tx.put("payment_method", after);
  tx.emit("payment_method.attached", after);
  return after;
}

/** The same account number always gives the same fingerprint, and cannot be read from it. */
function fingerprintOf(number: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const digit of number) hash = BigInt.asUintN(64, (hash ^ BigInt(digit)) * 0x100000001b3n);
  return hash.toString(36).padStart(16, "0").slice(0, 16);
}
