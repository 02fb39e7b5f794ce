import { accountByNumber, TEST_ROUTING_NUMBER } from "../payments/banks.ts";
import { cardFaults, type TypedCard } from "../payments/cards.ts";

/** The fields of the pay page. The names are those of Stripe's own page. */
const FIELDS = [
  "email",
  "method",
  "cardNumber",
  "cardExpiry",
  "cardCvc",
  "billingName",
  "routingNumber",
  "accountNumber",
] as const;

export type FieldName = typeof FIELDS[number];

/** What the payer has typed, as text. */
export type PayForm = Record<FieldName, string>;

/** What is wrong with it, by field. */
export type PayErrors = Partial<Record<FieldName, string>>;

/** What a form without fault means. */
export interface ReadForm {
  email: string;
  name: string | null;
  /** Undefined when nothing is to be paid. */
  method?: { type: "card"; card: TypedCard } | {
    type: "us_bank_account";
    account_number: string;
    routing_number: string;
  };
}

export const EMPTY_FORM: PayForm = {
  email: "",
  method: "card",
  cardNumber: "",
  cardExpiry: "",
  cardCvc: "",
  billingName: "",
  routingNumber: "",
  accountNumber: "",
};

/** Takes the known fields out of what a browser has sent; all of it is text of bounded length. */
export function typedForm(sent: FormData): PayForm {
  const typed = { ...EMPTY_FORM };
  for (const name of FIELDS) {
    const value = sent.get(name);
    if (typeof value === "string") typed[name] = value.trim().slice(0, 500);
  }
  return typed;
}

/** Reads a form: either what it means, or every fault in it. */
export function readForm(
  typed: PayForm,
  offered: string[],
  free: boolean,
  now: Date,
): { read: ReadForm; errors?: undefined } | { errors: PayErrors; read?: undefined } {
  const errors: PayErrors = {};
  if (!typed.email) errors.email = "Enter your email address.";
  else if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(typed.email)) {
    errors.email = "This is not a complete email address.";
  }
  if (!typed.billingName && !free) errors.billingName = "Enter the name on the card or account.";
  const base = { email: typed.email, name: typed.billingName || null };
  if (free) return Object.keys(errors).length ? { errors } : { read: base };
  const debit = typed.method === "us_bank_account";
  if (!offered.includes(debit ? "us_bank_account" : "card")) {
    errors.method = "This way to pay is not offered here.";
  }
  const method = debit ? readAccount(typed, errors) : readCard(typed, errors, now);
  return Object.keys(errors).length ? { errors } : { read: { ...base, method } };
}

function readCard(typed: PayForm, errors: PayErrors, now: Date): ReadForm["method"] {
  const expiry = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(typed.cardExpiry);
  const year = Number(expiry?.[2] ?? NaN);
  const card: TypedCard = {
    number: typed.cardNumber.replaceAll(/[\s-]/g, ""),
    exp_month: Number(expiry?.[1] ?? NaN),
    exp_year: year < 100 ? 2000 + year : year,
    cvc: typed.cardCvc,
  };
  for (const { field, message } of cardFaults(card, now)) {
    const name = field === "number" ? "cardNumber" : field === "cvc" ? "cardCvc" : "cardExpiry";
    errors[name] ??= message;
  }
  if (!typed.cardNumber) errors.cardNumber = "Enter your card number.";
  if (!expiry) errors.cardExpiry = "Enter the expiry date as MM / YY.";
  if (!typed.cardCvc) errors.cardCvc = "Enter the security code of your card.";
  return { type: "card", card };
}

function readAccount(typed: PayForm, errors: PayErrors): ReadForm["method"] {
  const account_number = typed.accountNumber.replaceAll(/[\s-]/g, "");
  const routing_number = typed.routingNumber.replaceAll(/[\s-]/g, "");
  if (routing_number !== TEST_ROUTING_NUMBER) {
    errors.routingNumber = `Use the routing number of the test bank, ${TEST_ROUTING_NUMBER}.`;
  }
  if (!accountByNumber(account_number)) {
    errors.accountNumber = "Use one of the test account numbers below.";
  }
  return { type: "us_bank_account", account_number, routing_number };
}
