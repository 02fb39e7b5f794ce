import type { World } from "../core/tx.ts";
import { SCRIPT, STYLE } from "./assets.ts";
import { showAuthentication, takeAuthentication } from "./authenticate.ts";
import { showDashboard } from "./dashboard.ts";
import { showPay, takePay } from "./pay.ts";
import { showReceipt } from "./receipt.ts";

const MAX_FORM_BYTES = 16 * 1024;

/** Serves what people look at. @returns undefined when the address is none of a page */
export async function servePages(world: World, request: Request): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  const [, area, ...rest] = pathname.split("/");
  if (request.method === "POST") {
    if (area !== "c") return undefined;
    const sent = await formOf(request);
    if (!sent) return new Response("Bad form.\n", { status: 400 });
    const [step, id, token] = rest;
    if (step === "pay" && id && rest.length === 2) return takePay(world, id, sent);
    if (step === "authenticate" && id && token) return takeAuthentication(world, id, token, sent);
    return undefined;
  }
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  if (pathname === "/") return showDashboard(world);
  if (pathname === "/assets/sandbox.css") return asset(STYLE, "text/css");
  if (pathname === "/assets/sandbox.js") return asset(SCRIPT, "text/javascript");
  if (area === "receipts" && rest.length === 1) return showReceipt(world, rest[0]!);
  if (area === "c" && rest[0] === "pay" && rest.length === 2) return showPay(world, rest[1]!);
  if (area === "c" && rest[0] === "authenticate" && rest.length === 3) {
    return showAuthentication(world, rest[1]!, rest[2]!);
  }
  return undefined;
}

async function formOf(request: Request): Promise<FormData | undefined> {
  // A body of unknown length has no place in a form of a few fields.
  const length = Number(request.headers.get("content-length") ?? Infinity);
  if (!(length <= MAX_FORM_BYTES)) return undefined;
  try {
    return await request.formData();
  } catch {
    return undefined;
  }
}

function asset(text: string, type: string): Response {
  return new Response(text, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    },
  });
}
