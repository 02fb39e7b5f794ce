/**
 * POST {pack, quantity?, account?} → {url, purchase_id}: a purchase in our books, then a page at Stripe
 * to pay it. Price, credits and addresses come from the database and the configuration; whatever else
 * a client sends is dropped.
 */
import type Stripe from "stripe";
import { z } from "zod";
import { readBody } from "../_shared/body.ts";
import type { Doors } from "../_shared/db.ts";
import type { Env } from "../_shared/env.ts";
import { ApiError } from "../_shared/errors.ts";
import { type Call, type Handler, route } from "../_shared/http.ts";
import { bearerToken, type Verify } from "../_shared/jwt.ts";
import type { Log } from "../_shared/log.ts";
import { customerFor } from "./customer.ts";
import { openSession, purchaseSchema } from "./session.ts";

/** Everything outside: injected, so that tests can replace one part. */
export interface Deps {
  readonly env: Env<"SITE_URL" | "CORS_ORIGINS" | "PAYMENTS_ENABLED">;
  readonly doors: Doors;
  readonly stripe: Stripe;
  readonly verify: Verify;
  readonly log: Log;
}

const bodySchema = z.object({
  pack: z.string().regex(/^[a-z0-9_]{1,64}$/),
  quantity: z.int("invalid_quantity").min(1, "invalid_quantity").max(1e6, "invalid_quantity")
    .optional(),
  account: z.uuid().optional(),
});

/** The checkout function. Errors: those of `start_purchase`, not_signed_in, payments_disabled, busy. */
export function makeHandler(deps: Deps): Handler {
  const { CORS_ORIGINS: origins } = deps.env;
  return route(
    { event: "checkout", methods: ["POST"], origins, log: deps.log },
    (call) => checkout(deps, call),
  );
}

async function checkout(deps: Deps, call: Call): Promise<Response> {
  const token = bearerToken(call.request);
  const claims = await deps.verify(token);
  call.note({ user_id: claims.sub });
  if (!deps.env.PAYMENTS_ENABLED) throw new ApiError("payments_disabled");
  const order = await readBody(call.request, bodySchema);

  const asUser = deps.doors.asUser(token ?? "", call.requestId);
  const asService = deps.doors.asService(call.requestId);
  const purchase = purchaseSchema.parse(await asUser("start_purchase", order));
  call.note({ account_id: purchase.account_id, purchase_id: purchase.purchase_id });

  const customer = await customerFor(deps.stripe, asService, purchase.account_id, claims.email);
  call.note({ customer_id: customer });
  const session = await openSession(deps.stripe, deps.env.SITE_URL, purchase, customer);
  call.note({ session_id: session.id });
  await asService("attach_checkout_session", {
    account: purchase.account_id,
    purchase_id: purchase.purchase_id,
    session_id: session.id,
    expires_at: session.expiresAt,
  });

  call.note({ outcome: "ok" });
  return Response.json({ url: session.url, purchase_id: purchase.purchase_id });
}
