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
    "The amount of credits is not valid.",
    "Send more than 0 and at most 1,000,000,000 credits, with at most six decimals.",
  ),
  invalid_quantity: entry(
    400,
    "The quantity is not valid.",
    "Send a positive whole number, unless the action is divisible.",
  ),
  invalid_key: entry(
    400,
    "The idempotency key is not valid.",
    "Send 1 to 200 printable characters that are unique to this operation.",
  ),
  invalid_reference: entry(
    400,
    "The reference or metadata is not valid.",
    "Send shorter text without control characters, and small, shallow metadata.",
  ),
  invalid_cursor: entry(
    400,
    "The page cursor is not valid.",
    "Start again from the first page; ask for at most 100 rows.",
  ),
  invalid_range: entry(
    400,
    "The range of dates is not valid.",
    "Send a finite start that is not after the end.",
  ),
  invalid_request: entry(
    400,
    "The request is not valid.",
    "Compare the fields and their types with the documentation of this door.",
  ),
  invalid_signature: entry(
    400,
    "The signature is missing, wrong or too old.",
    "Send the raw body with the signature header, made with the current signing secret.",
  ),
  not_signed_in: entry(
    401,
    "This needs a signed-in user.",
    "Sign in and send the access token as a bearer token.",
  ),
  insufficient_credits: entry(
    402,
    "There are not enough credits.",
    "Buy credits, then repeat the call with the same key.",
  ),
  cap_exceeded: entry(
    402,
    "This would exceed a spending cap.",
    "Wait for the next window or ask an admin of the account to raise the cap.",
  ),
  account_frozen: entry(
    403,
    "The account is frozen.",
    "Contact support; credits can be added but not spent.",
  ),
  account_closed: entry(403, "The account is closed.", "Restore the account or contact support."),
  debt_outstanding: entry(
    403,
    "A refunded or disputed payment left a debt.",
    "Buy credits: they pay the debt first.",
  ),
  tier_required: entry(
    403,
    "The plan of this account does not include this.",
    "Move to a plan of the required tier.",
  ),
  not_allowed: entry(
    403,
    "Your role does not allow this.",
    "Ask an owner or admin of the account.",
  ),
  payments_disabled: entry(
    403,
    "Payments are switched off.",
    "Try again later; nothing was charged.",
  ),
  test_mode_only: entry(
    403,
    "This exists only in a test deployment.",
    "Use a deployment in test mode.",
  ),
  sign_in_again: entry(
    403,
    "This needs a fresh sign-in.",
    "Sign in again and repeat within five minutes.",
  ),
  not_found: entry(404, "There is no such thing here.", "Check the identifier."),
  method_not_allowed: entry(
    405,
    "This method is not allowed here.",
    "Use a method of the Allow header.",
  ),
  hold_not_open: entry(409, "The hold is not open.", "Place a new hold."),
  payment_mismatch: entry(
    409,
    "The payment does not match the purchase.",
    "Start a new purchase; an operator looks at this one.",
  ),
  append_only: entry(
    409,
    "Entries are never changed.",
    "Post a compensating entry instead.",
  ),
  quote_used: entry(409, "The quote was used already.", "Ask for a new quote."),
  hold_expired: entry(410, "The hold has expired.", "Place a new hold."),
  quote_expired: entry(410, "The quote has expired.", "Ask for a new quote."),
  payload_too_large: entry(413, "The body is too large.", "Send a smaller body."),
  unsupported_media_type: entry(
    415,
    "The body must be plain JSON.",
    "Send Content-Type: application/json without a content encoding.",
  ),
  idempotency_key_reused: entry(
    422,
    "This key was used for another operation.",
    "Send a new key, or the arguments of the first call.",
  ),
  rate_limited: entry(429, "Too many calls.", "Wait as long as Retry-After says.", 30),
  busy: entry(
    503,
    "The service is busy, so the outcome is unknown.",
    "Repeat the same call with the same key as Retry-After says.",
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
