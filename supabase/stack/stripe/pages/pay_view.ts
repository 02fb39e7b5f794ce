import { TEST_ACCOUNTS, TEST_ROUTING_NUMBER } from "../payments/banks.ts";
import { TEST_CARDS } from "../payments/cards.ts";
import type { Item, Session } from "../resources/checkout/session.ts";
import { type Html, html } from "./html.ts";
import { money, page } from "./page.ts";
import type { FieldName, PayErrors, PayForm } from "./pay_form.ts";

/** Everything the pay page shows. */
export interface PayView {
  merchant: string;
  session: Session;
  items: Item[];
  typed: PayForm;
  /** The address cannot be changed: the shop already knows who is paying. */
  emailFixed: boolean;
  errors?: PayErrors;
  /** Why the last attempt did not work. */
  alert?: string;
  status?: number;
}

/** The hosted pay page of a session that is open. */
export function payPage(view: PayView): Response {
  const { session, merchant } = view;
  return page({
    title: `Pay ${total(session)} · ${merchant}`,
    status: view.status,
    leadsTo: session.success_url,
    body: html`<div class="checkout">
${summary(view)}
<main class="pay">
${alertOf(view)}
<form method="post" action="/c/pay/${session.id}" novalidate>
<h2>Contact</h2>
${
      field(view, {
        name: "email",
        label: "Email",
        type: "email",
        autocomplete: "email",
        fixed: view.emailFixed,
      })
    }
${session.amount_total === 0 ? null : methods(view)}
<button class="button pay-button" type="submit" id="submit">${payLabel(session)}</button>
</form>
${testNumbers(view)}
<footer><p>A local stand-in for Stripe. No money moves, and no real card works here.</p></footer>
</main>
</div>`,
  });
}

function summary({ session, merchant, items }: PayView): Html {
  const rows = items.map((item) =>
    html`<li><span>${item.description}${
      (item.quantity ?? 1) > 1 && html`
        <span class="quantity">× ${item.quantity}</span>
      `
    }</span><span>${money(item.amount_total, item.currency)}</span></li>`
  );
  return html`<header class="summary">
${
    session.cancel_url && html`<p><a class="back" href="${session.cancel_url}" id="cancel">
<span aria-hidden="true">←</span> Back to ${merchant}</a></p>`
  }
<p class="merchant">${merchant} <span class="badge">Sandbox</span></p>
<h1>Pay ${merchant} <span class="total">${total(session)}</span></h1>
<ul class="items">${rows}</ul>
<p class="sum"><span>Total due</span><span>${total(session)}</span></p>
</header>`;
}

function alertOf({ alert, errors }: PayView): Html | null {
  const text = alert ?? (errors && "Please check the fields marked below.");
  return text ? html`<p class="alert" role="alert" id="error">${text}</p>` : null;
}

function methods(view: PayView): Html {
  const { payment_method_types: offered } = view.session;
  const panels: Record<string, [label: string, panel: Html]> = {
    card: ["Card", cardPanel(view)],
    us_bank_account: ["US bank account", bankPanel(view)],
  };
  const shown = offered.flatMap((type) => {
    const [label, panel] = panels[type] ?? [];
    return label ? html`${choice(view, type, label)}${panel}` : [];
  });
  return html`<fieldset class="methods"><legend><h2>Payment method</h2></legend>
${shown}
${field(view, { name: "billingName", label: "Full name", autocomplete: "name" })}
</fieldset>`;
}

function cardPanel(view: PayView): Html {
  return html`<div class="panel card-panel">
${
    field(view, {
      name: "cardNumber",
      label: "Card number",
      inputmode: "numeric",
      autocomplete: "cc-number",
      placeholder: "1234 1234 1234 1234",
    })
  }
<div class="pair">
${
    field(view, {
      name: "cardExpiry",
      label: "Expiry",
      inputmode: "numeric",
      autocomplete: "cc-exp",
      placeholder: "MM / YY",
    })
  }
${
    field(view, {
      name: "cardCvc",
      label: "CVC",
      inputmode: "numeric",
      autocomplete: "cc-csc",
      placeholder: "CVC",
    })
  }
</div></div>`;
}

function bankPanel(view: PayView): Html {
  return html`<div class="panel bank-panel">
${field(view, { name: "routingNumber", label: "Routing number", inputmode: "numeric" })}
${field(view, { name: "accountNumber", label: "Account number", inputmode: "numeric" })}
</div>`;
}

function choice({ typed }: PayView, value: string, label: string): Html {
  return html`
    <label
      class="choice"><input type="radio" name="method" value="${value}" id="method-${value}"${typed
            .method === value && html`
        checked
      `}> ${label}</label>
  `;
}

interface Input {
  name: FieldName;
  label: string;
  type?: string;
  inputmode?: string;
  autocomplete?: string;
  placeholder?: string;
  fixed?: boolean;
}

function field({ typed, errors }: PayView, input: Input): Html {
  const { name, label, type = "text", inputmode, autocomplete = "off", placeholder } = input;
  const fault = errors?.[name];
  // A security code is typed anew each time, as everywhere.
  const value = name === "cardCvc" ? "" : typed[name];
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" aria-required="true"${
    inputmode && html`
      inputmode="${inputmode}"
    `
  }${
    placeholder && html`
      placeholder="${placeholder}"
    `
  }${
    input.fixed && html`
      readonly
    `
  }${
    fault && html`
      aria-invalid="true" aria-describedby="${name}-error"
    `
  }>
${fault && html`<p class="fault" id="${name}-error">${fault}</p>`}
</div>`;
}

function testNumbers({ session }: PayView): Html | null {
  if (session.amount_total === 0) return null;
  const cards = TEST_CARDS.map((card) =>
    html`
      <tr>
        <td><code>${grouped(card.number)}</code></td>
        <td>${card.label}</td>
      </tr>
    `
  );
  const accounts = TEST_ACCOUNTS.map((account) =>
    html`
      <tr>
        <td><code>${account.number}</code></td>
        <td>${account.label}</td>
      </tr>
    `
  );
  return html`<details class="test-numbers"><summary>Test cards and accounts</summary>
<table><thead><tr><th scope="col">Card number</th><th scope="col">What happens</th></tr></thead>
<tbody>${cards}</tbody></table>
<p>Any future expiry, any three digits as CVC (four for American Express).</p>
${
    session.payment_method_types.includes("us_bank_account") &&
    html`
      <table>
        <thead>
          <tr>
            <th scope="col">Account number</th>
            <th scope="col">What happens</th>
          </tr>
        </thead>
        <tbody>${accounts}</tbody>
      </table>
      <p>Routing number <code>${TEST_ROUTING_NUMBER}</code>. The bank answers three days later: move the
      clock or settle the payment on the <a href="/">sandbox's own page</a>.</p>
    `
  }
</details>`;
}

function payLabel(session: Session): string {
  return session.amount_total === 0 ? "Complete order" : `Pay ${total(session)}`;
}

function total(session: Session): string {
  return money(session.amount_total ?? 0, session.currency ?? "usd");
}

function grouped(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, "$1 ");
}
