/**
 * POST from Stripe → {received, outcome}. Proves that the letter is Stripe's and hands it to one
 * transaction of the database, which decides everything. 2xx is said only after that committed; any
 * failure says 500, so that Stripe sends the letter again.
 */
import type Stripe from "stripe";
import { z } from "zod";
import { readBytes, requireJson } from "../_shared/body.ts";
import type { CallDoor, Doors } from "../_shared/db.ts";
import type { Json } from "../_shared/database.types.ts";
import type { Env } from "../_shared/env.ts";
import { ApiError, toApiError } from "../_shared/errors.ts";
import { type Call, type Handler, route } from "../_shared/http.ts";
import type { Log } from "../_shared/log.ts";
import { STRIPE_API_VERSION } from "../_shared/stripe.ts";
import { fetchCurrent } from "./current.ts";
import { storable } from "./storable.ts";
import { openLetter } from "./signature.ts";

/** Everything outside: injected, so that tests can replace one part. */
export interface Deps {
  readonly env: Env<
    "STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRET" | "STRIPE_WEBHOOK_SECRET_PREVIOUS"
  >;
  readonly doors: Doors;
  readonly stripe: Stripe;
  readonly log: Log;
}

const MAX_EVENT_BYTES = 1024 * 1024;

/** The few fields that are looked at here; the database reads the rest. */
const eventSchema = z.looseObject({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,250}$/),
  type: z.string().min(1).max(200),
  livemode: z.boolean(),
  api_version: z.string().nullish(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

const resultSchema = z.object({
  outcome: z.enum(["applied", "duplicate", "ignored", "parked", "quarantined"]),
  reason: z.string().nullish(),
  account_id: z.string().nullish(),
  purchase_id: z.string().nullish(),
  credits_before: z.number().nullish(),
  credits_after: z.number().nullish(),
});

type Result = z.output<typeof resultSchema>;

/** The webhook. Errors: invalid_signature, invalid_request, those of the frame, else 500. */
export function makeHandler(deps: Deps): Handler {
  return route(
    { event: "stripe-webhook", methods: ["POST"], origins: [], log: deps.log },
    (call) => receive(deps, call),
  );
}

async function receive(deps: Deps, call: Call): Promise<Response> {
  requireJson(call.request);
  const body = await readBytes(call.request, MAX_EVENT_BYTES);
  const { STRIPE_WEBHOOK_SECRET: current, STRIPE_WEBHOOK_SECRET_PREVIOUS: previous } = deps.env;
  const header = call.request.headers.get("stripe-signature");
  const secrets = previous === undefined ? [current] : [current, previous];
  const event = eventSchema.safeParse(await openLetter(body, header, secrets));
  if (!event.success) throw new ApiError("invalid_request");
  call.note({ stripe_event_id: event.data.id, stripe_event_type: event.data.type });

  const result = await orRetry(deliver(deps, call, event.data));
  note(call, result);
  return Response.json({ received: true, outcome: result.outcome });
}

async function deliver(
  deps: Deps,
  call: Call,
  event: z.output<typeof eventSchema>,
): Promise<Result> {
  const asService: CallDoor = deps.doors.asService(call.requestId);
  const letter = { event: storable(event as Json) };
  // The key cannot fetch an object of the other mode, and the database ignores such an event.
  const foreign = event.livemode !== /^(sk|rk)_live_/.test(deps.env.STRIPE_SECRET_KEY);
  if (foreign || event.api_version === STRIPE_API_VERSION) {
    return resultSchema.parse(await asService("receive_stripe_event", letter));
  }
  // Before the fetch, and by the database's clock: an older picture never overwrites a newer one.
  const fetch_started_at = await asService("server_time", {});
  const current = await fetchCurrent(deps.stripe, event.data.object);
  const args = current === undefined
    ? letter
    : { ...letter, current: storable(current), fetch_started_at };
  return resultSchema.parse(await asService("receive_stripe_event", args));
}

/** Whatever failed, the letter was not booked: Stripe shall send it again. */
async function orRetry<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const { token, origin } = toApiError(thrown);
    const code = [token, origin.code].filter(Boolean).join(" ");
    throw new ApiError("internal_error", {}, { code, cause: origin.cause });
  }
}

function note(call: Call, result: Result): void {
  const entries = Object.entries(result).filter(([, value]) => value != null);
  call.note(Object.fromEntries(entries));
}
