import type Stripe from "stripe";
import type { Wire } from "./wire.ts";

/** What Stripe puts in `{"error": {…}}`. */
export interface ErrorBody {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string;
  decline_code?: string;
  doc_url?: string;
  param?: string;
  charge?: string;
  payment_intent?: Wire<Stripe.PaymentIntent>;
  payment_method?: Wire<Stripe.PaymentMethod>;
}

/** A refusal as Stripe would answer it. */
export class ApiError extends Error {
  /**
   * @param status the HTTP status
   * @param body what goes under `error`
   * @param keepsWork true when what was written before the refusal stays: a declined card leaves a
   *   failed charge behind
   */
  constructor(readonly status: number, readonly body: ErrorBody, readonly keepsWork = false) {
    super(body.message);
  }
}

/** A request that cannot be carried out as it is: status 400. */
export function invalidRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError(400, {
    type: "invalid_request_error",
    message,
    ...(code && { code, doc_url: `https://docs.stripe.com/error-codes/${dashed(code)}` }),
    ...(param && { param }),
  });
}

/** Something named by an id is not there: 404 in the path, 400 in a parameter. */
export function missingResource(noun: string, id: string, param: string, status = 400): ApiError {
  const error = invalidRequest(`No such ${noun}: '${id}'`, param, "resource_missing");
  return new ApiError(status, error.body);
}

/** An object is not in a state that allows this. */
export function unexpectedState(message: string, code: string): ApiError {
  return invalidRequest(message, undefined, code);
}

function dashed(code: string): string {
  return code.replaceAll("_", "-");
}
