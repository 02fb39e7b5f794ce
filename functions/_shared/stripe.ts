/** The Stripe client: one pinned API version, bounded waiting, and its errors in our words. */
import Stripe from "stripe";
import { ApiError } from "./errors.ts";

/** The version our code and the SDK's types speak; events of another are fetched again. */
export const STRIPE_API_VERSION = "2026-10-28.endive";

/** A request waits at most this long, and is repeated twice with the same idempotency key. */
const TIMEOUT_MS = 8000;
const MAX_NETWORK_RETRIES = 2;

/** Connects to Stripe, or to `apiBase` on a local stack. Makes no request. */
export function connectStripe(env: {
  readonly STRIPE_SECRET_KEY: string;
  readonly STRIPE_API_BASE?: string | undefined;
}): Stripe {
  return new Stripe(env.STRIPE_SECRET_KEY, {
    apiVersion: STRIPE_API_VERSION,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: MAX_NETWORK_RETRIES,
    telemetry: false,
    appInfo: { name: "tallybase" },
    ...(env.STRIPE_API_BASE === undefined ? {} : host(env.STRIPE_API_BASE)),
  });
}

function host(base: string): { host: string; port?: string; protocol: "http" | "https" } {
  const { hostname, port, protocol } = new URL(base);
  return {
    host: hostname,
    protocol: protocol === "http:" ? "http" : "https",
    ...(port === "" ? {} : { port }),
  };
}

/**
 * Runs one Stripe request. Outages and limits become `busy`, the rest an internal error that only the
 * log explains: Stripe's own messages may quote keys and parameters.
 * @throws ApiError
 */
export async function callStripe<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (thrown) {
    if (!(thrown instanceof Stripe.errors.StripeError)) throw thrown;
    const origin = { code: [thrown.type, thrown.code, thrown.requestId].filter(Boolean).join(" ") };
    throw new ApiError(isOutage(thrown) ? "busy" : "internal_error", {}, origin);
  }
}

const isOutage = (error: InstanceType<typeof Stripe.errors.StripeError>): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeAPIError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  (error.statusCode ?? 0) === 409;
