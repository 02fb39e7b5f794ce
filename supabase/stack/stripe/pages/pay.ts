import { ApiError } from "../core/errors.ts";
import { Tx, type World } from "../core/tx.ts";
import type { Intent } from "../payments/intent.ts";
import { checkoutMode } from "../resources/checkout/modes.ts";
import { notePayer, type Session } from "../resources/checkout/session.ts";
import { createBankAccount, createCard } from "../payments/methods.ts";
import { notice, redirect } from "./page.ts";
import { EMPTY_FORM, type PayForm, type ReadForm, readForm, typedForm } from "./pay_form.ts";
import { payPage, type PayView } from "./pay_view.ts";

/** Shows the pay page, or what has become of the session. */
export function showPay(world: World, id: string): Response {
  const session = world.store.get("checkout.session", id);
  if (!session) return unknownSession(world);
  if (session.status !== "open") return closed(world, session);
  const [method = EMPTY_FORM.method] = session.payment_method_types;
  const typed = { ...EMPTY_FORM, method, email: knownEmail(session) ?? "" };
  const intent = session.payment_intent
    ? world.store.get("payment_intent", String(session.payment_intent))
    : undefined;
  return payPage({ ...viewOf(world, session, typed), alert: intent?.last_payment_error?.message });
}

/** Takes the form of the pay page. However often it comes, a session is paid once. */
export function takePay(world: World, id: string, sent: FormData): Response {
  const session = world.store.get("checkout.session", id);
  if (!session) return unknownSession(world);
  if (session.status === "complete") return redirect(successUrl(session));
  if (session.status !== "open") return closed(world, session);
  const fixed = knownEmail(session);
  const typed = { ...typedForm(sent), ...(fixed && { email: fixed }) };
  const { read, errors } = readForm(
    typed,
    session.payment_method_types,
    session.amount_total === 0,
    new Date(world.clock.now() * 1000),
  );
  if (errors) return payPage({ ...viewOf(world, session, typed), errors, status: 422 });
  try {
    const intent = world.store.transaction(() => pay(new Tx(world, null), session, read));
    return outcome(world, typed, intent, id);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return payPage({ ...viewOf(world, session, typed), alert: error.message, status: 409 });
  }
}

/** Where the payer goes when all is done. */
export function successUrl(session: Session): string {
  return (session.success_url ?? "/").replaceAll(
    /\{CHECKOUT_SESSION_ID\}|%7BCHECKOUT_SESSION_ID%7D/gi,
    session.id,
  );
}

function pay(tx: Tx, session: Session, read: ReadForm): Intent | undefined {
  const { email, name, method } = read;
  const noted = notePayer(tx, session, { email, name });
  const kept = method?.type === "card"
    ? createCard(tx, method.card, { email, name })
    : method && createBankAccount(tx, method, { email, name });
  return checkoutMode(tx.world, noted.mode)?.pay(tx, noted, kept?.id);
}

function outcome(
  world: World,
  typed: PayForm,
  intent: Intent | undefined,
  id: string,
): Response {
  const session = world.store.get("checkout.session", id)!;
  if (session.status === "complete") return redirect(successUrl(session));
  const open = intent && world.store.get("_authentication", intent.id);
  if (open) return redirect(`/c/authenticate/${open.id}/${open.token}`);
  const alert = intent?.last_payment_error?.message ?? "This payment could not be made.";
  return payPage({ ...viewOf(world, session, typed), alert, status: 402 });
}

function viewOf(world: World, session: Session, typed: PayForm): PayView {
  return {
    merchant: world.merchant,
    session,
    items: world.store.get("_checkout", session.id)?.items ?? [],
    typed,
    emailFixed: knownEmail(session) !== null,
  };
}

/** The address the shop has given; one that the payer has typed may still be changed. */
function knownEmail(session: Session): string | null {
  if (session.customer_email) return session.customer_email;
  return session.customer ? session.customer_details?.email ?? null : null;
}

function closed(world: World, session: Session): Response {
  const { merchant } = world;
  if (session.status === "complete") {
    return notice({
      title: "You’re all done here",
      text: "This payment is complete. You cannot pay it twice.",
      merchant,
      link: { href: successUrl(session), label: `Continue to ${merchant}` },
    });
  }
  return notice({
    title: "This page has expired",
    text: "The time to pay is over and nothing was charged. Please start again from the shop.",
    merchant,
    link: session.cancel_url ? { href: session.cancel_url, label: `Back to ${merchant}` } : null,
    status: 410,
  });
}

function unknownSession({ merchant }: World): Response {
  return notice({
    title: "There is nothing to pay here",
    text: "We do not know this page. The link may be incomplete.",
    merchant,
    status: 404,
  });
}
