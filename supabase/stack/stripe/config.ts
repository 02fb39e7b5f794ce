import { z } from "zod";
import type { serveSandbox } from "./serve.ts";

const environment = z.object({
  STRIPE_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535),
  STRIPE_SANDBOX_STATE: z.string().min(1).optional(),
  STRIPE_SANDBOX_PUBLIC_URL: z.url().optional(),
  STRIPE_SANDBOX_WEBHOOK_URL: z.url().optional(),
  STRIPE_SANDBOX_WEBHOOK_SECRET: z.string().startsWith("whsec_").optional(),
  /** Types to send, separated by commas; `*` for all. */
  STRIPE_SANDBOX_WEBHOOK_EVENTS: z.string().min(1).optional(),
});

/** The variables the sandbox reads; it needs no other. */
export const VARIABLES = Object.keys(environment.shape);

/**
 * Reads the sandbox's environment.
 *
 * @param get the value of a variable, or undefined when it is not set
 * @throws Error naming each variable that is missing or wrong
 */
export function readConfig(
  get: (name: string) => string | undefined,
): Parameters<typeof serveSandbox>[0] {
  const read = environment.safeParse(
    Object.fromEntries(VARIABLES.map((name) => [name, get(name)])),
  );
  if (!read.success) throw new Error(`Stripe sandbox: ${z.prettifyError(read.error)}`);
  const url = read.data.STRIPE_SANDBOX_WEBHOOK_URL;
  const secret = read.data.STRIPE_SANDBOX_WEBHOOK_SECRET;
  if ((url === undefined) !== (secret === undefined)) {
    throw new Error(
      "Stripe sandbox: STRIPE_SANDBOX_WEBHOOK_URL and STRIPE_SANDBOX_WEBHOOK_SECRET come together",
    );
  }
  const events = read.data.STRIPE_SANDBOX_WEBHOOK_EVENTS?.split(",").map((type) => type.trim());
  return {
    port: read.data.STRIPE_SANDBOX_PORT,
    state: read.data.STRIPE_SANDBOX_STATE,
    publicUrl: read.data.STRIPE_SANDBOX_PUBLIC_URL,
    ...(url && secret && { webhook: { url, secret, events } }),
  };
}
