/**
 * The one error catalogue of TypeScript. SQL raises the same tokens and README lists them; a test
 * compares the three. Whatever is not in it leaves as a generic 500 that carries only a request id.
 */

/** What a caller reads: HTTP status, a sentence for people, and what to do about it. */
export interface Entry {
  readonly status: number;
  readonly sentence: string;
  readonly hint: string;
  /** Seconds for Retry-After, where waiting is the remedy. */
  readonly retryAfter?: number;
}

const entry = (status: number, sentence: string, hint: string, retryAfter?: number): Entry => (
  retryAfter === undefined ? { status, sentence, hint } : { status, sentence, hint, retryAfter }
);

/** Token → entry. The wire code is `PT<status>`. */
export const CATALOGUE = {
  invalid_amount: entry(
    400,
    "The amount must be more than 0, at most 1,000,000,000, with at most six decimals.",
    "Send a number of credits within these limits.",
  ),
  invalid_quantity: entry(
    400,
    "The quantity is not one that this can be sold or charged in.",
    "Send a positive whole number; some actions also take decimals.",
  ),
  invalid_key: entry(
    400,
    "The idempotency key must have 1 to 200 visible characters.",
    "Send a fresh UUID for each operation and the same one on a retry.",
  ),
  invalid_reference: entry(
    400,
    "The reference must have 1 to 200 visible characters.",
    "Shorten it, or leave it out.",
  ),
  invalid_cursor: entry(
    400,
    "The page cursor is not one of ours.",
    "Start again from the first page.",
  ),
  invalid_range: entry(
    400,
    "The date or range is not usable here.",
    "Send finite dates in the right order.",
  ),
  invalid_request: entry(
    400,
    "The request is not of the documented shape.",
    "Compare it with the documentation of this call.",
  ),
  invalid_signature: entry(
    400,
    "The signature does not match the body.",
    "Check the signing secret and send the body unchanged.",
  ),
  not_signed_in: entry(401, "This needs a signed-in user.", "Sign in and send the access token."),
  insufficient_credits: entry(
    402,
    "There are not enough credits.",
    "Buy credits and send the same key again.",
  ),
  cap_exceeded: entry(
    402,
    "This would pass a cap on your spending.",
    "Wait for the next period, or ask an owner of the account.",
  ),
  account_frozen: entry(403, "The account is frozen.", "Ask the operator."),
  account_closed: entry(403, "The account is closed.", "Ask the operator."),
  debt_outstanding: entry(
    403,
    "Credits were taken back after they had been spent.",
    "Buy credits; they settle the debt first.",
  ),
  tier_required: entry(403, "This needs a higher tier.", "Choose a plan that includes it."),
  not_allowed: entry(
    403,
    "Your role in this account does not allow this.",
    "Ask an owner of the account.",
  ),
  payments_disabled: entry(403, "Payments are switched off at present.", "Try again later."),
  test_mode_only: entry(
    403,
    "This exists in a test deployment only.",
    "Use a deployment in test mode.",
  ),
  sign_in_again: entry(
    403,
    "This needs a fresh sign-in.",
    "Sign in again and repeat it within five minutes.",
  ),
  not_found: entry(
    404,
    "There is no such thing, or it is not yours.",
    "Check the name, id or code.",
  ),
  method_not_allowed: entry(
    405,
    "This address does not take that method.",
    "Use the documented method.",
  ),
  hold_not_open: entry(409, "The hold has already ended.", "Place a new hold."),
  payment_mismatch: entry(
    409,
    "The payment does not belong to this purchase.",
    "Compare the object at Stripe with the purchase.",
  ),
  append_only: entry(
    409,
    "The ledger is append-only.",
    "Correct it with a new movement: tally.grant_credits adds, tally.spend takes.",
  ),
  quote_used: entry(409, "The quote was already used.", "Ask for a new quote."),
  hold_expired: entry(410, "The hold has expired.", "Place a new hold."),
  quote_expired: entry(410, "The quote has expired.", "Ask for a new quote."),
  payload_too_large: entry(413, "The request body is too large.", "Send a smaller body."),
  unsupported_media_type: entry(
    415,
    "The content type is not one this takes.",
    "Send application/json.",
  ),
  idempotency_key_reused: entry(
    422,
    "This key was used for another request.",
    "Use a fresh key, or repeat the first request unchanged.",
  ),
  rate_limited: entry(429, "Too many requests.", "Wait as long as Retry-After says.", 30),
  busy: entry(
    503,
    "The service is busy at present.",
    "Try again with the same key as Retry-After says.",
    5,
  ),
} as const satisfies Record<string, Entry>;

/** A stable name of an error, the same in SQL, TypeScript and README. */
export type Token = keyof typeof CATALOGUE;

/** Not in the catalogue: what a caller sees of everything unexpected. */
const INTERNAL = entry(
  500,
  "Something went wrong on our side.",
  "Repeat the call; if it stays, send the request id to support.",
);

/** True when a text is a token of the catalogue. */
export const isToken = (text: unknown): text is Token =>
  typeof text === "string" && Object.hasOwn(CATALOGUE, text);

/** An error a caller may read. `sentence` and `hint` may say more than the catalogue does. */
export class ApiError extends Error {
  readonly entry: Entry;

  constructor(
    readonly token: Token | "internal_error",
    text: { sentence?: string; hint?: string; retryAfter?: number } = {},
    /** For the log alone: a short machine code such as a SQLSTATE, and what was thrown. */
    readonly origin: { code?: string; cause?: unknown } = {},
  ) {
    super(token);
    this.name = "ApiError";
    const known: Entry = token === "internal_error" ? INTERNAL : CATALOGUE[token];
    const retryAfter = known.retryAfter === undefined
      ? {}
      : { retryAfter: text.retryAfter ?? known.retryAfter };
    this.entry = {
      status: known.status,
      sentence: text.sentence ?? known.sentence,
      hint: text.hint ?? known.hint,
      ...retryAfter,
    };
  }

  /** The body of the answer: `{code, message, details, hint, request_id}`. */
  body(requestId: string): Record<string, string> {
    return {
      code: `PT${this.entry.status}`,
      message: this.token,
      details: this.entry.sentence,
      hint: this.entry.hint,
      request_id: requestId,
    };
  }
}

/** Anything thrown → an error a caller may read. */
export const toApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : new ApiError("internal_error", {}, { cause: thrown });
