/** A Stripe sandbox of one's own: the stack's program, on a free port. */
import { fileURLToPath } from "node:url";
import { connectStripe } from "../../functions/_shared/stripe.ts";
import { freePort } from "../../supabase/stack/postgres/mod.ts";
import { keep, tempFolder } from "../_support/keep.ts";
import { STRIPE_KEY, WEBHOOK_SECRET } from "./_shop.ts";

const SERVER = fileURLToPath(new URL("../../supabase/stack/stripe/server.ts", import.meta.url));
const START_MS = 20_000;

/** Starts a sandbox that sends its events to `webhookUrl`; it ends with this process. */
export async function startSandbox(webhookUrl = "http://127.0.0.1:9/") {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await tempFolder("sandbox");
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SERVER],
    env: {
      STRIPE_SANDBOX_PORT: String(port),
      STRIPE_SANDBOX_STATE: `${folder}/state.json`,
      STRIPE_SANDBOX_PUBLIC_URL: url,
      STRIPE_SANDBOX_WEBHOOK_URL: webhookUrl,
      STRIPE_SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    stdout: "null",
    stderr: "null",
  }).spawn();
  process.unref();
  await keep({ pid: process.pid });
  await ready(`${url}/_ready`);
  const stripe = connectStripe({ STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_API_BASE: url });
  return { url, stripe, stop: () => process.kill("SIGTERM") };
}

async function ready(url: string): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the Stripe sandbox did not start");
}
