/**
 * One JSON line per request. The fields are a closed list, so that no payload, token, address or
 * secret can be logged by accident: a new one needs a change here.
 */

/** What a line may say beyond who, what and how long. Ids are ours or Stripe's. */
export interface Fields {
  user_id?: string;
  account_id?: string;
  purchase_id?: string;
  session_id?: string;
  customer_id?: string;
  stripe_event_id?: string;
  stripe_event_type?: string;
  /** Stripe's own id of the failed request, for its support. */
  stripe_request_id?: string;
  /** Posted credits of the account around the call. */
  credits_before?: number;
  credits_after?: number;
  /** `ok`, an outcome of the webhook, or the token of an error. */
  outcome?: string;
  reason?: string;
  /** Class, code and place of something unexpected, never its message: it may quote its input. */
  error?: string;
}

/** A finished line. */
export interface Line extends Fields {
  event: string;
  request_id: string;
  method: string;
  status: number;
  ms: number;
}

/** Where lines go. */
export type Log = (line: Line) => void;

const MAX_TEXT = 300;

/** A line as text: one physical line whatever its values hold, since JSON escapes line breaks. */
export const formatLine = (line: Line): string =>
  JSON.stringify(
    line,
    (_key, value) => typeof value === "string" ? value.slice(0, MAX_TEXT) : value,
  );

/** The log of a deployed function. */
export const consoleLog: Log = (line) => console.log(formatLine(line));

/** Describes something thrown by class, code and place. */
export function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const code = "code" in thrown && typeof thrown.code === "string" ? ` ${thrown.code}` : "";
  const place = thrown.stack?.match(/([\w.-]+\.(?:ts|js|mjs):\d+:\d+)/)?.[1];
  return `${thrown.name}${code}${place ? ` at ${place}` : ""}`;
}
