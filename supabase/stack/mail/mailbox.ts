/** HTTP of the mailbox: a small JSON API and the page people read. */
import { type Letters, newLetter } from "./letters.ts";
import { mailboxPage } from "./page.ts";

const LARGEST = 1_000_000;

/** Mails are other people's text: no script, no image, no frame can come of them. */
const PAGE_HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-store",
};

/** The mailbox's request handler over kept letters. */
export function createMailbox(letters: Letters): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const to = url.searchParams.get("to");
    switch (`${request.method} ${url.pathname}`) {
      case "GET /_ready":
        return answer(200, { status: "ok" });
      case "GET /api/messages":
        return answer(200, letters.list(to));
      case "POST /messages":
        return await receive(request, letters);
      case "GET /":
        return new Response(mailboxPage(letters.list(to), to ?? ""), { headers: PAGE_HEADERS });
    }
    return answer(404, { message: "The mailbox has no such page." });
  };
}

async function receive(request: Request, letters: Letters): Promise<Response> {
  // A form of some web page could only send text/plain: mail comes from the stack itself.
  if (!/^application\/json\b/.test(request.headers.get("Content-Type") ?? "")) {
    return answer(415, { message: "Send a mail as application/json." });
  }
  const body = await request.text();
  if (body.length > LARGEST) return answer(413, { message: "A mail may be 1 MB at most." });
  const letter = newLetter.safeParse(parsed(body));
  if (!letter.success) return answer(400, { message: "A mail has to, subject and text." });
  return answer(201, await letters.add(letter.data));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function answer(status: number, body: unknown): Response {
  const headers = { "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" };
  return Response.json(body, { status, headers });
}
