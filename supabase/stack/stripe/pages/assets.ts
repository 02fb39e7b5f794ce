/** The look of the sandbox's pages. */
export const STYLE = `
:root {
  --ink: #1a1f36; --soft: #5b6178; --line: #d9dce6; --paper: #fff; --back: #f5f6fa;
  --accent: #4f46e5; --accent-ink: #fff; --bad: #b3153c; --bad-back: #fdeef1; --badge: #fff3d6;
  --badge-ink: #7a4a00; color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #eceef6; --soft: #a3a9bf; --line: #3a4058; --paper: #1c2133; --back: #12162a;
    --accent: #8b87ff; --accent-ink: #12162a; --bad: #ff9db1; --bad-back: #3d1622;
    --badge: #4a3a10; --badge-ink: #ffdf94;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
a { color: var(--accent); }
h1 { font-size: 1.25rem; font-weight: 600; margin: .25rem 0 1rem; }
h2 { font-size: 1rem; font-weight: 600; margin: 0 0 .75rem; }
code { font-size: .9em; white-space: nowrap; }
.checkout { display: grid; gap: 1.5rem; max-width: 62rem; margin: 0 auto; padding: 1.25rem; }
@media (min-width: 52rem) {
  .checkout { grid-template-columns: 1fr 1fr; gap: 4rem; padding: 4rem 2rem; }
  .summary { position: sticky; top: 4rem; align-self: start; }
}
.back { text-decoration: none; color: var(--soft); }
.merchant { font-weight: 600; margin: 0 0 .5rem; }
.badge { background: var(--badge); color: var(--badge-ink); font-size: .72rem; font-weight: 700;
  letter-spacing: .04em; padding: .15rem .45rem; border-radius: .3rem; text-transform: uppercase;
  vertical-align: .1em; }
.summary h1 { color: var(--soft); font-weight: 500; }
.total { display: block; color: var(--ink); font-size: 2.25rem; font-weight: 650; line-height: 1.2; }
.items { list-style: none; margin: 1.25rem 0 0; padding: 0; }
.items li, .sum { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 0; }
.quantity { color: var(--soft); }
.sum { border-top: 1px solid var(--line); font-weight: 600; margin: .5rem 0 0; }
.pay, .card-box { background: var(--paper); border: 1px solid var(--line); border-radius: .9rem;
  padding: 1.5rem; box-shadow: 0 1px 3px rgb(20 24 50 / .08); }
fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; min-width: 0; }
legend { padding: 0; }
.field { margin: 0 0 .9rem; }
.field label { display: block; font-size: .875rem; color: var(--soft); margin-bottom: .25rem; }
input:not([type=radio]), select { width: 100%; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem; padding: .65rem .75rem; min-height: 2.9rem; }
input[readonly] { background: var(--back); color: var(--soft); }
input[aria-invalid] { border-color: var(--bad); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.fault { color: var(--bad); font-size: .875rem; margin: .25rem 0 0; }
.alert { background: var(--bad-back); color: var(--bad); border-radius: .5rem; margin: 0 0 1.25rem;
  padding: .75rem 1rem; font-weight: 500; }
.choice { display: flex; align-items: center; gap: .6rem; padding: .6rem 0; cursor: pointer; }
.choice input { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); }
.methods:has(#method-us_bank_account:checked) .card-panel,
.methods:has(#method-card:checked) .bank-panel { display: none; }
.button { display: inline-block; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; color: var(--accent-ink); background: var(--accent);
  border: 1px solid var(--accent); border-radius: .5rem; padding: .7rem 1.1rem; min-height: 2.9rem;
  cursor: pointer; }
.button:hover { filter: brightness(1.08); }
.button[disabled] { opacity: .65; cursor: progress; }
.quiet { color: var(--ink); background: transparent; border-color: var(--line); }
.pay-button { width: 100%; margin-top: 1rem; }
.test-numbers { margin-top: 1.25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
summary { cursor: pointer; font-weight: 600; min-height: 1.75rem; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; margin: .5rem 0; }
th, td { text-align: left; padding: .4rem .5rem .4rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
footer { color: var(--soft); font-size: .8125rem; margin-top: 1.25rem; }
.notice { max-width: 28rem; margin: 3rem auto; }
.notice .button { margin: .25rem .5rem .25rem 0; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: .4rem 1rem; margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.dashboard { max-width: 72rem; margin: 0 auto; padding: 1.25rem; }
.dashboard section { margin-top: 2rem; }
.inline { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.inline select { width: auto; }
td .button { padding: .2rem .6rem; min-height: 0; font-size: .8125rem; }
.scroll { overflow-x: auto; }
@media (max-width: 32rem) { .notice { margin: 1rem; } }
`;

/** Comfort only: every page works without it. */
export const SCRIPT = `
"use strict";
const number = document.getElementById("cardNumber");
number?.addEventListener("input", () => {
  if (number.selectionStart !== number.value.length) return;
  number.value = number.value.replace(/\\D/g, "").slice(0, 19).replace(/(\\d{4})(?=\\d)/g, "$1 ");
});
const expiry = document.getElementById("cardExpiry");
expiry?.addEventListener("input", (event) => {
  const digits = expiry.value.replace(/\\D/g, "").slice(0, 4);
  if (event.inputType !== "deleteContentBackward" && digits.length >= 2) {
    expiry.value = digits.slice(0, 2) + " / " + digits.slice(2);
  }
});
const submit = document.getElementById("submit");
submit?.form.addEventListener("submit", () => {
  submit.disabled = true;
  submit.textContent = "Processing…";
});
// Coming back with the browser's button must not find a dead form.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.querySelector("[aria-invalid]")?.focus();
`;
