const TIMEOUT_MS = 1500;

/** Whether Stripe (or the local sandbox) answers at all, whatever it says. Sends no key. */
export async function reachStripe(base = "https://api.stripe.com"): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(base, { method: "HEAD", redirect: "manual", signal });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
