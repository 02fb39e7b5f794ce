/**
 * GET → {status: ok | degraded | down}, 200 or 503: for load balancers and people. Only the holder of
 * the service key sees which check said so.
 */
import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Doors } from "../_shared/db.ts";
import type { Env } from "../_shared/env.ts";
import { toApiError } from "../_shared/errors.ts";
import { type Call, type Handler, route } from "../_shared/http.ts";
import { bearerToken } from "../_shared/jwt.ts";
import type { Log } from "../_shared/log.ts";
import { shared } from "./shared.ts";

/** Everything outside: injected, so that tests can replace one part. */
export interface Deps {
  readonly env: Env<"SUPABASE_SERVICE_ROLE_KEY" | "CORS_ORIGINS">;
  readonly doors: Doors;
  /** Whether Stripe answers at all. */
  readonly reachStripe: () => Promise<boolean>;
  readonly log: Log;
}

const reportSchema = z.object({
  status: z.enum(["ok", "degraded", "down"]),
  checks: z.record(z.string(), z.unknown()),
  version: z.string().nullish(),
  mode: z.string().nullish(),
});

interface Report extends z.output<typeof reportSchema> {
  /** For the log: why the database did not answer. */
  fault?: string;
}

/** However many ask, the database and Stripe are asked this often. */
const REPORT_MS = 2000;
const STRIPE_MS = 30_000;

/** The health function. It needs no sign-in and changes nothing. */
export function makeHandler(deps: Deps): Handler {
  const reachStripe = shared(STRIPE_MS, deps.reachStripe);
  const report = shared(REPORT_MS, (requestId) => ask(deps, reachStripe, requestId));
  const { CORS_ORIGINS: origins } = deps.env;
  return route(
    { event: "health", methods: ["GET", "HEAD"], origins, log: deps.log },
    async (call) => answer(deps, call, await report(call.requestId)),
  );
}

async function ask(
  deps: Deps,
  reachStripe: (requestId: string) => Promise<boolean>,
  requestId: string,
): Promise<Report> {
  const [report, stripe] = await Promise.all([
    askDatabase(deps, requestId),
    reachStripe(requestId),
  ]);
  const status = report.status === "ok" && !stripe ? "degraded" : report.status;
  return { ...report, status, checks: { ...report.checks, stripe: stripe ? "ok" : "degraded" } };
}

async function askDatabase(deps: Deps, requestId: string): Promise<Report> {
  try {
    const asService = deps.doors.asService(requestId);
    return reportSchema.parse(await asService("health_report", {}));
  } catch (thrown) {
    const { token, origin } = toApiError(thrown);
    const fault = [token, origin.code].filter(Boolean).join(" ");
    return { status: "down", checks: { database: "down" }, fault };
  }
}

function answer(deps: Deps, call: Call, { fault, ...report }: Report): Response {
  call.note({ outcome: report.status, ...(fault === undefined ? {} : { error: fault }) });
  const body = holdsServiceKey(deps, call.request) ? report : { status: report.status };
  const status = report.status === "down" ? 503 : 200;
  return Response.json({ ...body, request_id: call.requestId }, { status });
}

/** Compared in constant time, so that answers do not reveal the key byte by byte. */
function holdsServiceKey(deps: Deps, request: Request): boolean {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const sent = bytes(bearerToken(request) ?? "");
  const key = bytes(deps.env.SUPABASE_SERVICE_ROLE_KEY);
  return sent.length === key.length && timingSafeEqual(sent, key);
}
