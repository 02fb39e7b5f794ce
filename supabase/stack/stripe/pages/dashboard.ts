import type { World } from "../core/tx.ts";
import type { Delivery } from "../webhooks/deliveries.ts";
import { type Html, html } from "./html.ts";
import { money, page } from "./page.ts";

const SHOWN = 25;

/** What has happened in the sandbox lately, with the buttons that make more happen. */
export function showDashboard(world: World): Response {
  return page({
    title: `Stripe sandbox · ${world.merchant}`,
    body: html`<main class="dashboard">
<p class="merchant">${world.merchant} <span class="badge">Sandbox</span></p>
<h1>Local Stripe</h1>
<p>Its clock says ${clock(world)}.</p>
<form class="inline" method="post" action="/_sandbox/clock"><label>Move it by
<select name="advance"><option value="3600">an hour</option><option value="86400">a day</option>
<option value="259200">three days</option><option value="2592000">thirty days</option></select></label>
<button class="button quiet">Move</button></form>
${section("Checkout sessions", ["Session", "Amount", "Status", "Paid", ""], sessions(world))}
${section("Events", ["Type", "Object", "When", "Webhook", ""], events(world))}
</main>`,
  });
}

function section(title: string, heads: string[], rows: Html[]): Html {
  return html`<section><h2>${title}</h2>${
    rows.length
      ? html`
        <div class="scroll">
          <table>
            <thead>
              <tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr>
            </thead>
            <tbody>${rows}</tbody>
          </table>
        </div>
      `
      : html`<p>None yet.</p>`
  }</section>`;
}

function sessions(world: World): Html[] {
  const rows: Html[] = [];
  for (const { row } of world.store.newestFirst("checkout.session")) {
    if (rows.length === SHOWN) break;
    const amount = money(row.amount_total ?? 0, row.currency ?? "usd");
    rows.push(html`
      <tr>
        <td>${row.url ? html`<a href="${row.url}">${short(row.id)}</a>` : short(row.id)}</td>
        <td>${amount}</td>
        <td>${row.status}</td>
        <td>${row.payment_status}</td>
        <td>${settleButtons(world, row.payment_intent as string | null)}</td>
      </tr>
    `);
  }
  return rows;
}

function settleButtons(world: World, intent: string | null): Html | null {
  if (!intent || world.store.get("payment_intent", intent)?.status !== "processing") return null;
  return html`<form class="inline" method="post" action="/_sandbox/payment_intents/${intent}/settle">
<button class="button quiet" name="outcome" value="succeed">Settle</button>
<button class="button quiet" name="outcome" value="fail">Fail</button></form>`;
}

function events(world: World): Html[] {
  const states = deliveryStates(world);
  const rows: Html[] = [];
  for (const { row } of world.store.newestFirst("event")) {
    if (rows.length === SHOWN) break;
    rows.push(html`
      <tr>
        <td>${row.type}</td>
        <td>${short(row.data.object.id)}</td>
        <td>${moment(row.created)}</td>
        <td>${states.get(row.id) ?? "–"}</td>
        <td>
          <form class="inline" method="post" action="/_sandbox/events/${row.id}/resend">
      <button class="button quiet" aria-label="Resend ${row.type}">Resend</button></form>
        </td>
      </tr>
    `);
  }
  return rows;
}

function deliveryStates(world: World): Map<string, string> {
  const states = new Map<string, string>();
  let seen = 0;
  for (const { row } of world.store.newestFirst("_delivery")) {
    if (++seen > SHOWN * 4) break;
    if (!states.has(row.event)) states.set(row.event, stateOf(row));
  }
  return states;
}

function stateOf({ status, attempts }: Delivery): string {
  const last = attempts[attempts.length - 1];
  const tries = attempts.length > 1 ? ` after ${attempts.length} attempts` : "";
  return `${status}${tries}${last?.error ? `: ${last.error}` : ""}`;
}

function clock(world: World): string {
  const ahead = world.clock.offset();
  return moment(world.clock.now()) + (ahead ? ` (${ahead} seconds ahead)` : "");
}

function moment(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function short(id: string): string {
  return id.length > 24 ? `${id.slice(0, 20)}…` : id;
}
