import type { World } from "../core/tx.ts";
import { html } from "./html.ts";
import { money, notice, page } from "./page.ts";

/** The receipt of a charge that went through. */
export function showReceipt(world: World, id: string): Response {
  const charge = world.store.get("charge", id);
  if (!charge?.paid) {
    return notice({
      title: "There is no such receipt",
      text: "Only payments that went through have one.",
      merchant: world.merchant,
      status: 404,
    });
  }
  const details = charge.payment_method_details;
  const last4 = details?.card?.last4 ?? details?.us_bank_account?.last4;
  return page({
    title: `Receipt from ${world.merchant}`,
    body: html`
      <main class="notice card-box">
        <p class="merchant">${world.merchant} <span class="badge">Sandbox</span></p>
        <h1>Receipt</h1>
        <dl class="facts">
          <dt>Amount paid</dt>
          <dd>${money(charge.amount, charge.currency)}</dd>
          <dt>Date</dt>
          <dd>${new Date(charge.created * 1000).toISOString().slice(0, 10)}</dd>
          <dt>Paid with</dt>
          <dd>${details?.card?.brand ?? "bank account"} ending in ${last4}</dd>
          <dt>Payment</dt>
          <dd><code>${charge.payment_intent as string}</code></dd>
        </dl>
      </main>
    `,
  });
}
