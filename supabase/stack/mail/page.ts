/** The page of the mailbox. Everything of a mail is shown as text; only http links become links. */
import type { Letter } from "./letters.ts";

/** Mails of one address, or of all, newest first and the newest one open. */
export function mailboxPage(letters: Letter[], to: string): string {
  const list = letters.length
    ? letters.map((letter, at) => letterCard(letter, at === 0)).join("\n")
    : `<p class="none">No mail${to ? ` for ${shown(to)}` : ""} yet. Ask for one, then reload.</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Mailbox</h1>
<p>Mail of the local stack. Nothing here was sent to anybody.</p>
<form><label for="to">Mail for</label>
<input id="to" name="to" type="search" value="${shown(to)}" placeholder="everyone">
<button>Show</button></form>
</header>
<main>
${list}
</main>
</body>
</html>
`;
}

function letterCard(letter: Letter, open: boolean): string {
  const at = letter.at.slice(0, 19).replace("T", " ");
  return `<details${open ? " open" : ""}>
<summary><strong>${shown(letter.subject)}</strong>
<span>${shown(letter.to)}</span> <time datetime="${shown(letter.at)}">${
    shown(at)
  } UTC</time></summary>
<pre>${linked(letter.text)}</pre>
</details>`;
}

/** Text with its http links clickable; the rest, tags included, stays text. */
function linked(text: string): string {
  const parts = text.split(/(https?:\/\/[^\s<>"']+)/);
  return parts.map((part, at) => {
    if (at % 2 === 0) return shown(part);
    // A full stop or bracket after a link is of the sentence.
    const [, link, rest] = /^(.*?)([.,;:!?)\]]*)$/.exec(part)!;
    return `<a href="${shown(link!)}" rel="noreferrer noopener">${shown(link!)}</a>${shown(rest!)}`;
  }).join("");
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function shown(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dce1, #3a3f47); --soft: light-dark(#5b6470, #a3abb6); }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif;
  background: light-dark(#fafbfc, #15181c); color: light-dark(#1c2128, #e6e9ed) }
h1 { margin: 0; font-size: 1.5rem }
header p, .none, time, summary span { color: var(--soft) }
header p { margin: .25rem 0 1rem }
form { display: flex; gap: .5rem; align-items: center; margin-bottom: 1.5rem; flex-wrap: wrap }
input, button { font: inherit; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: .5rem;
  background: light-dark(#fff, #1d2126); color: inherit }
input { flex: 1; min-width: 10rem }
button { cursor: pointer; font-weight: 600 }
details { border: 1px solid var(--line); border-radius: .75rem; margin-bottom: .75rem;
  background: light-dark(#fff, #1d2126) }
summary { cursor: pointer; padding: .8rem 1rem; display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline }
summary strong { flex-basis: 100% }
summary span, time { font-size: .875rem; overflow-wrap: anywhere }
pre { margin: 0; padding: 1rem; border-top: 1px solid var(--line); white-space: pre-wrap;
  overflow-wrap: anywhere; font: inherit }
a { color: light-dark(#0b62d6, #7db4ff) }
a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible {
  outline: 2px solid light-dark(#0b62d6, #7db4ff); outline-offset: 2px }
`;
