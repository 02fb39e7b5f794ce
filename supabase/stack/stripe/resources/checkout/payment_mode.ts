import { invalidRequest } from "../../core/errors.ts";
import { listener, type Module } from "../../core/module.ts";
import type { Tx } from "../../core/tx.ts";
import { attempt } from "../../payments/attempt.ts";
import { createIntent, type Intent } from "../../payments/intent.ts";
import type { CheckoutMode } from "./modes.ts";
import { completeSession, noteIntent, type Session, settleSession } from "./session.ts";

/** `mode: "payment"`: one purchase, paid once. */
const payment: CheckoutMode = {
  accept(items) {
    if (items.every((item) => item.price?.type === "one_time")) return;
    throw invalidRequest(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` " +
        "mode or use only one-time prices.",
      "mode",
    );
  },

  pay(tx, session, method) {
    if (session.payment_status === "no_payment_required" || !method) {
      completeSession(tx, session, "no_payment_required");
      return undefined;
    }
    return attempt(tx, intentOf(tx, session), tx.own("payment_method", method));
  },
};

/** The session's payment intent. Stripe makes it when somebody first tries to pay. */
function intentOf(tx: Tx, session: Session): Intent {
  if (session.payment_intent) return tx.own("payment_intent", String(session.payment_intent));
  const { payment } = tx.own("_checkout", session.id);
  const intent = createIntent(tx, {
    ...payment,
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer: session.customer as string | null,
    payment_method_types: session.payment_method_types,
    automatic: { allow_redirects: "always" },
  });
  noteIntent(tx, session, intent.id);
  return intent;
}

function sessionOf(tx: Tx, intent: { id: string }): Session | undefined {
  const link = tx.get("_session_of_intent", intent.id);
  return link && tx.get("checkout.session", link.session);
}

/** What becomes of the payment decides what becomes of the session. */
export const paymentMode: Module = {
  checkout: { payment },
  on: {
    ...listener("payment_intent.succeeded", (tx, intent) => {
      const session = sessionOf(tx, intent);
      if (session?.status === "open") completeSession(tx, session, "paid");
      else if (session?.payment_status === "unpaid") settleSession(tx, session, true);
    }),
    ...listener("payment_intent.processing", (tx, intent) => {
      const session = sessionOf(tx, intent);
      if (session?.status === "open") completeSession(tx, session, "unpaid");
    }),
    ...listener("payment_intent.payment_failed", (tx, intent) => {
      const session = sessionOf(tx, intent);
      if (session?.status === "complete") settleSession(tx, session, false);
    }),
  },
};
