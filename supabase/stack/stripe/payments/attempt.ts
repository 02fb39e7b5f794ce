import type Stripe from "stripe";
import { unexpectedState } from "../core/errors.ts";
import { randomText } from "../core/ids.ts";
import type { Module } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { attach, type Behaviour } from "./methods.ts";
import { DEBIT_TAKES_S, type DebitOutcome } from "./banks.ts";
import { createCharge, finishCharge, type Refusal } from "./charge.ts";
import type { Intent } from "./intent.ts";

declare module "../core/tables.ts" {
  interface Tables {
    /** The step a payer has to go through before the bank decides, by payment intent. */
    _authentication: Authentication;
  }
}

/** One asked-for authentication; a later attempt makes its token worthless. */
export interface Authentication {
  id: string;
  token: string;
  returnUrl: string | null;
}

/** How the payer comes to this attempt. */
export interface Circumstances {
  /** Nobody is there to authenticate: a renewal, a top-up. */
  offSession?: boolean;
  /** Where the payer goes after an authentication page. */
  returnUrl?: string;
}

type Method = Wire<Stripe.PaymentMethod>;

const SETTLE = "payment_intent.settle";
const OPEN = ["requires_payment_method", "requires_confirmation", "requires_action"];

/**
 * Tries to collect the amount with a payment method. What comes of it is in the intent's status;
 * a refusal is in its `last_payment_error`.
 *
 * @throws ApiError 400 when the intent is past that, or cannot take such a method
 */
export function attempt(tx: Tx, intent: Intent, method: Method, how: Circumstances = {}): Intent {
  requireOpen(intent);
  if (!intent.payment_method_types.includes(method.type)) {
    throw unexpectedState(
      `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. It ` +
        `allows: ${intent.payment_method_types.join(", ")}.`,
      "payment_intent_incompatible_payment_method",
    );
  }
  tx.remove("_authentication", intent.id);
  const chosen: Intent = { ...intent, payment_method: method.id, next_action: null };
  const behaviour = tx.own("_behaviour", method.id) as Behaviour;
  if (behaviour.type === "us_bank_account") return startDebit(tx, chosen, method);
  const { outcome } = behaviour;
  switch (outcome.kind) {
    case "approve":
      return succeed(tx, chosen, method);
    case "decline":
      return refuse(tx, chosen, method, outcome);
    case "authenticate":
      return how.offSession
        ? refuse(tx, chosen, method, AUTHENTICATION_REQUIRED)
        : askForAuthentication(tx, chosen, how.returnUrl);
  }
}

/**
 * The payer has been through the authentication page, or has failed there.
 *
 * @returns the intent after it; unchanged when the token is of an older attempt
 */
export function finishAuthentication(tx: Tx, id: string, token: string, passed: boolean): Intent {
  const intent = tx.own("payment_intent", id);
  const open = tx.get("_authentication", id);
  if (!open || open.token !== token || intent.status !== "requires_action") return intent;
  tx.remove("_authentication", id);
  const method = tx.own("payment_method", String(intent.payment_method));
  const after = { ...intent, next_action: null };
  return passed ? succeed(tx, after, method) : fail(tx, after, method, NOT_AUTHENTICATED);
}

/**
 * The bank answers a debit: as its account number says, or as it is told to.
 *
 * @throws ApiError 400 when the intent waits for no bank
 */
export function settle(tx: Tx, id: string, told?: DebitOutcome): Intent {
  const intent = tx.find("payment_intent", id);
  if (intent.status !== "processing") {
    throw unexpectedState(
      `This PaymentIntent has a status of ${intent.status}; only one in processing can be settled.`,
      "payment_intent_unexpected_state",
    );
  }
  tx.unschedule(SETTLE, id);
  const method = tx.own("payment_method", String(intent.payment_method));
  const behaviour = tx.own("_behaviour", method.id) as Behaviour;
  const outcome = told ?? (behaviour.type === "us_bank_account" ? behaviour.outcome : SUCCEED);
  const charge = String(intent.latest_charge);
  if (outcome.kind === "succeed") {
    finishCharge(tx, charge, { status: "succeeded" });
    return finish(tx, intent);
  }
  finishCharge(tx, charge, { status: "failed", refusal: outcome });
  return fail(tx, intent, method, outcome, charge);
}

/** Gives up an intent. @throws ApiError 400 when money has moved or is on its way */
export function cancel(tx: Tx, intent: Intent, reason: string | null): Intent {
  requireOpen(intent);
  tx.remove("_authentication", intent.id);
  const after: Intent = {
    ...intent,
    status: "canceled",
    canceled_at: tx.now(),
    cancellation_reason: reason,
    next_action: null,
  };
  tx.put("payment_intent", after);
  tx.emit("payment_intent.canceled", after);
  return after;
}

/** Banks answer when their time has come. */
export const payments: Module = {
  due: { [SETTLE]: (tx, id) => void settle(tx, id) },
};

const SUCCEED: DebitOutcome = { kind: "succeed" };

const AUTHENTICATION_REQUIRED: Refusal = {
  code: "authentication_required",
  decline_code: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

const NOT_AUTHENTICATED: Refusal = {
  code: "payment_intent_authentication_failure",
  message: "We are unable to authenticate your payment method. Please choose a different payment " +
    "method and try again.",
};

function requireOpen(intent: Intent): void {
  if (OPEN.includes(intent.status)) return;
  throw unexpectedState(
    `You cannot do this with this PaymentIntent because it has a status of ${intent.status}. Only ` +
      `a PaymentIntent with one of the following statuses may be confirmed or canceled: ` +
      `${OPEN.join(", ")}.`,
    "payment_intent_unexpected_state",
  );
}

function succeed(tx: Tx, intent: Intent, method: Method): Intent {
  const charge = createCharge(tx, intent, method, { status: "succeeded" });
  return finish(tx, { ...intent, latest_charge: charge.id });
}

function finish(tx: Tx, intent: Intent): Intent {
  const after: Intent = {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    status: "succeeded",
  };
  tx.put("payment_intent", after);
  if (intent.setup_future_usage && intent.customer) {
    const method = tx.own("payment_method", String(intent.payment_method));
    attach(tx, method, String(intent.customer), "payment_method");
  }
  tx.emit("payment_intent.succeeded", after);
  return after;
}

/** The bank says no: a failed charge remains, and the intent waits for another method. */
function refuse(tx: Tx, intent: Intent, method: Method, refusal: Refusal): Intent {
  const charge = createCharge(tx, intent, method, { status: "failed", refusal });
  return fail(tx, { ...intent, latest_charge: charge.id }, method, refusal, charge.id);
}

function fail(tx: Tx, intent: Intent, method: Method, refusal: Refusal, charge?: string): Intent {
  const { code, decline_code, message } = refusal;
  const after: Intent = {
    ...intent,
    payment_method: null,
    status: "requires_payment_method",
    last_payment_error: {
      ...(charge && { charge }),
      code,
      ...(decline_code && { decline_code }),
      doc_url: `https://docs.stripe.com/error-codes/${code.replaceAll("_", "-")}`,
      message,
      payment_method: method,
      type: method.type === "card" ? "card_error" : "invalid_request_error",
    },
  };
  tx.put("payment_intent", after);
  tx.emit("payment_intent.payment_failed", after);
  return after;
}

function askForAuthentication(tx: Tx, intent: Intent, returnUrl?: string): Intent {
  const token = randomText(24);
  tx.put("_authentication", { id: intent.id, token, returnUrl: returnUrl ?? null });
  const url = `${tx.world.publicUrl}/c/authenticate/${intent.id}/${token}`;
  const after: Intent = {
    ...intent,
    status: "requires_action",
    next_action: returnUrl
      ? { type: "redirect_to_url", redirect_to_url: { return_url: returnUrl, url } }
      : {
        type: "use_stripe_sdk",
        use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url },
      },
  };
  tx.put("payment_intent", after);
  tx.emit("payment_intent.requires_action", after);
  return after;
}

function startDebit(tx: Tx, intent: Intent, method: Method): Intent {
  const charge = createCharge(tx, intent, method, { status: "pending" });
  const after: Intent = {
    ...intent,
    last_payment_error: null,
    latest_charge: charge.id,
    status: "processing",
  };
  tx.put("payment_intent", after);
  tx.schedule(SETTLE, after.id, tx.now() + DEBIT_TAKES_S);
  tx.emit("payment_intent.processing", after);
  return after;
}
