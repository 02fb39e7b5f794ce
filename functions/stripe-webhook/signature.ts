/** Whether a letter is Stripe's. */
import Stripe from "stripe";
import { ApiError } from "../_shared/errors.ts";

const TOLERANCE_SECONDS = 300;

/**
 * Opens a letter: checks the raw body against each secret (two while they rotate), then parses it.
 * The SDK refuses old letters; those from the future it lets pass, so that is refused here.
 * @throws ApiError invalid_signature, or invalid_request for a signed body that is no event
 */
export async function openLetter(
  body: Uint8Array,
  header: string | null,
  secrets: readonly string[],
): Promise<unknown> {
  const sent = sentAt(header);
  if (header === null || sent === undefined || sent > Date.now() / 1000 + TOLERANCE_SECONDS) {
    throw new ApiError("invalid_signature");
  }
  for (const secret of secrets) {
    try {
      return await Stripe.webhooks.constructEventAsync(body, header, secret, TOLERANCE_SECONDS);
    } catch (thrown) {
      // Anything else is thrown after the signature was found good.
      if (!(thrown instanceof Stripe.errors.StripeSignatureVerificationError)) {
        throw new ApiError("invalid_request", {}, { cause: thrown });
      }
    }
  }
  throw new ApiError("invalid_signature");
}

/** The header's one timestamp; with none, several or an odd one there is nothing to trust. */
function sentAt(header: string | null): number | undefined {
  const stamps = (header ?? "").split(",").filter((part) => part.trim().startsWith("t="));
  const digits = stamps.length === 1 ? stamps[0]?.match(/^t=(\d{1,12})$/)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}
