import { CATALOGUE, type Entry, isToken } from "../../functions/_shared/errors.ts";

type Sentences = Pick<Entry, "sentence" | "hint">;

/** What only a page can meet: the network, Auth's own codes, and hints for people instead of callers. */
const PAGE: Record<string, Sentences> = {
  unexpected: {
    sentence: "Something went wrong on our side.",
    hint: "Try again. If it stays, tell support what you did and when.",
  },
  offline: {
    sentence: "You are offline.",
    hint: "Check your connection, then try again.",
  },
  unreachable: {
    sentence: "The service could not be reached.",
    hint: "Check your connection, then try again in a moment.",
  },
  timeout: {
    sentence: "The service took too long to answer.",
    hint: "Try again in a moment.",
  },
  invalid_credentials: {
    sentence: "That e-mail and password do not match.",
    hint: "Check both, or reset your password.",
  },
  user_already_exists: {
    sentence: "There is already an account with this e-mail.",
    hint: "Sign in instead, or reset your password.",
  },
  email_address_invalid: {
    sentence: "This e-mail address does not look right.",
    hint: "Check it for typing mistakes.",
  },
  weak_password: {
    sentence: "This password is too easy to guess.",
    hint: "Use at least 8 characters that you use nowhere else.",
  },
  same_password: {
    sentence: "This is already your password.",
    hint: "Choose a different one, or keep it and go back.",
  },
  email_not_confirmed: {
    sentence: "Your e-mail address is not confirmed yet.",
    hint: "Open the link we sent you, then sign in.",
  },
  otp_expired: {
    sentence: "This link has expired or was already used.",
    hint: "Ask for a new one; only the newest link works.",
  },
  over_email_send_rate_limit: {
    sentence: "We have just sent you an e-mail.",
    hint: "Wait a minute before asking for another.",
  },
  signup_disabled: {
    sentence: "New accounts cannot be opened at the moment.",
    hint: "Sign in if you have one, or come back later.",
  },
  user_banned: {
    sentence: "This account is closed.",
    hint: "Contact support.",
  },
  not_signed_in: {
    sentence: "You are signed out.",
    hint: "Sign in again to go on.",
  },
  invalid_quantity: {
    sentence: "This quantity is not possible here.",
    hint: "Enter a whole number above zero; some actions also take a fraction.",
  },
  insufficient_credits: {
    sentence: CATALOGUE.insufficient_credits.sentence,
    hint: "Buy credits, then try again.",
  },
  rate_limited: {
    sentence: "That was a lot of requests at once.",
    hint: "Wait half a minute, then try again.",
  },
  busy: {
    sentence: "The service is busy.",
    hint: "Try again in a few seconds.",
  },
};

/** Other names Auth uses for the same thing. */
const ALIAS: Record<string, string> = {
  email_exists: "user_already_exists",
  user_not_found: "not_signed_in",
  session_not_found: "not_signed_in",
  session_expired: "not_signed_in",
  refresh_token_not_found: "not_signed_in",
  refresh_token_already_used: "not_signed_in",
  bad_jwt: "not_signed_in",
  no_authorization: "not_signed_in",
  over_request_rate_limit: "rate_limited",
  access_denied: "otp_expired",
  PGRST301: "not_signed_in",
  PGRST302: "not_signed_in",
  PGRST303: "not_signed_in",
};

/** A door answers no sentence to a token that only the caller can have got wrong. */
const known = (token: string): Sentences =>
  PAGE[token] ?? (isToken(token) ? CATALOGUE[token] : PAGE.unexpected!);

/** What an answer that is not a success may carry. */
export interface Answer {
  code?: string | undefined;
  message?: string | undefined;
  details?: string | null | undefined;
  hint?: string | null | undefined;
  request_id?: string | undefined;
  status?: number | undefined;
}

/**
 * Every error as a page shows it: a stable token, what happened, and what to do. The server's
 * sentence wins over the catalogue's because it knows more; the page's hint wins over the
 * server's, because that one is written for the caller of a door.
 */
export class Failure extends Error {
  readonly token: string;
  readonly sentence: string;
  readonly hint: string;
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** The machine part of `details`, kept for the dialogs that read figures from it. */
  readonly details: string;
  readonly requestId: string;

  constructor(token: string, answer: Answer = {}) {
    super(token);
    this.name = "Failure";
    this.token = ALIAS[token] ?? token;
    const own = known(this.token);
    const spoken = isToken(this.token) ? answer.details ?? "" : "";
    this.sentence = isSentence(spoken) ? spoken : own.sentence;
    this.hint = PAGE[this.token]?.hint ?? (answer.hint || own.hint);
    this.status = answer.status ?? 0;
    this.details = answer.details ?? "";
    this.requestId = answer.request_id ?? "";
  }

  /** True when the request may have taken effect although no clear answer came. */
  get outcomeUnknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

const isSentence = (text: string): boolean => text !== "" && !/^[[{]/.test(text);

/** Anything thrown, by our code or by a library, as a Failure. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (!navigator.onLine) return new Failure("offline");
  const name = thrown instanceof Error ? thrown.name : "";
  if (name === "TimeoutError" || name === "AbortError") return new Failure("timeout");
  if (thrown instanceof TypeError) return new Failure("unreachable");
  return new Failure("unexpected");
}

/** An answer of the Data API, Auth or a function as a Failure. */
export function fromAnswer(answer: Answer): Failure {
  const { code = "", message = "" } = answer;
  if (code in ALIAS) return new Failure(code, answer);
  if (isToken(message)) return new Failure(message, answer);
  if (code in PAGE) return new Failure(code, answer);
  if (answer.status === 0 || !answer.status) return toFailure(asThrown(message));
  if (answer.status === 401) return new Failure("not_signed_in", answer);
  if (answer.status === 429) return new Failure("rate_limited", answer);
  if (answer.status === 503) return new Failure("busy", answer);
  return new Failure("unexpected", answer);
}

/** supabase-js turns a failed fetch into text; the name of what was thrown comes first. */
function asThrown(message: string): Error {
  if (/^(Timeout|Abort)Error/.test(message)) return new DOMException(message, "TimeoutError");
  return new TypeError(message);
}
