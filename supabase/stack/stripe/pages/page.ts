import { type Html, html } from "./html.ts";

/** What a page needs besides its content. */
export interface PageOptions {
  title: string;
  body: Html;
  status?: number;
  /** Another place a form of the page may lead to: the shop, after paying. */
  leadsTo?: string | null;
}

const ICON = "data:image/svg+xml," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">' +
    '<rect width="16" height="16" rx="4" fill="#4f46e5"/>' +
    '<path d="M3 6h10M3 10h5" stroke="#fff" stroke-width="1.6"/></svg>',
);

/** A page as an answer, closed to everything that is not our own. */
export function page({ title, body, status = 200, leadsTo }: PageOptions): Response {
  const document = html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>${title}</title>
        <link rel="icon" href="${ICON}">
        <link rel="stylesheet" href="/assets/sandbox.css">
        <script src="/assets/sandbox.js" defer></script>
      </head>
      <body>${body}</body>
    </html>
  `;
  return new Response(document.text, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...securityHeaders(leadsTo) },
  });
}

function securityHeaders(leadsTo?: string | null): Record<string, string> {
  // Browsers hold form-action against the redirect after a form too, so the shop must be named.
  const shop = leadsTo && URL.canParse(leadsTo) ? ` ${new URL(leadsTo).origin}` : "";
  return {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; " +
      `img-src 'self' data:; form-action 'self'${shop}; base-uri 'none'; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

/** Sends the browser on with a GET. */
export function redirect(to: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location: to, "cache-control": "no-store" },
  });
}

/** An amount in minor units as people read it: `$4.99`. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

/** A page with one thing to say, and perhaps one way to go. */
export function notice(options: {
  title: string;
  text: string;
  merchant: string;
  link?: { href: string; label: string } | null;
  status?: number;
}): Response {
  const { title, text, merchant, link, status } = options;
  return page({
    title: `${title} · ${merchant}`,
    status,
    body: html`<main class="notice card-box">
<p class="merchant">${merchant} <span class="badge">Sandbox</span></p>
<h1>${title}</h1>
<p>${text}</p>
${link && html`<p><a class="button" href="${link.href}">${link.label}</a></p>`}
</main>`,
  });
}
