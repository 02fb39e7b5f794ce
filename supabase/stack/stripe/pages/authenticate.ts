import { Tx, type World } from "../core/tx.ts";
import { type Authentication, finishAuthentication } from "../payments/attempt.ts";
import type { Intent } from "../payments/intent.ts";
import { html } from "./html.ts";
import { money, notice, page, redirect } from "./page.ts";
import { successUrl } from "./pay.ts";

/** The bank's page that asks whether it is really you. */
export function showAuthentication(world: World, id: string, token: string): Response {
  const open = openAuthentication(world, id, token);
  const intent = world.store.get("payment_intent", id);
  if (!open || !intent) return nothingToDo(world);
  return page({
    title: `Authenticate a payment of ${money(intent.amount, intent.currency)}`,
    leadsTo: destination(world, intent, open.returnUrl),
    body: html`
      <main class="notice card-box">
        <p class="merchant">Test bank <span class="badge">3D Secure</span></p>
        <h1>Is this you?</h1>
        <p><strong>${world.merchant}</strong> asks for
      <strong>${money(intent.amount, intent.currency)}</strong> from your card.</p>
        <form method="post" action="/c/authenticate/${id}/${token}">
          <button class="button" name="result" value="complete"
            id="test-source-authorize-3ds">Complete authentication</button>
          <button class="button quiet" name="result" value="fail"
            id="test-source-fail-3ds">Fail authentication</button>
        </form>
      </main>
    `,
  });
}

/** Takes the payer's answer to the bank and sends them on. */
export function takeAuthentication(
  world: World,
  id: string,
  token: string,
  sent: FormData,
): Response {
  return world.store.transaction(() => {
    const open = openAuthentication(world, id, token);
    if (!open) return nothingToDo(world);
    const tx = new Tx(world, null);
    const intent = finishAuthentication(tx, id, token, sent.get("result") === "complete");
    return redirect(destination(world, intent, open.returnUrl) ?? "/");
  });
}

function openAuthentication(world: World, id: string, token: string): Authentication | undefined {
  const open = world.store.get("_authentication", id);
  return open?.token === token ? open : undefined;
}

/** A session's payer goes on to the shop or back to the pay page; others where the API call said. */
function destination(world: World, intent: Intent, returnUrl: string | null): string | undefined {
  const link = world.store.get("_session_of_intent", intent.id);
  const session = link && world.store.get("checkout.session", link.session);
  if (session) {
    return session.status === "open" && intent.status === "requires_payment_method"
      ? `/c/pay/${session.id}`
      : successUrl(session);
  }
  if (!returnUrl) return undefined;
  const target = new URL(returnUrl);
  target.searchParams.set("payment_intent", intent.id);
  target.searchParams.set("payment_intent_client_secret", intent.client_secret ?? "");
  target.searchParams.set(
    "redirect_status",
    intent.status === "succeeded" ? "succeeded" : "failed",
  );
  return target.href;
}

function nothingToDo({ merchant }: World): Response {
  return notice({
    title: "There is nothing to authenticate",
    text: "This step is done, or a later attempt has replaced it.",
    merchant,
    status: 410,
  });
}
