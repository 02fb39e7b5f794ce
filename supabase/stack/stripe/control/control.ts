import { z } from "zod";
import { ApiError, invalidRequest } from "../core/errors.ts";
import { Tx, type World } from "../core/tx.ts";
import { settle } from "../payments/attempt.ts";
import type { Courier } from "../webhooks/courier.ts";
import type { Delivery } from "../webhooks/deliveries.ts";
import { type Faults, faultSettings } from "../webhooks/faults.ts";

/** What the control surface works on. */
export interface Controls {
  world: World;
  courier: Courier;
  faults: Faults;
}

const clockChange = z.strictObject({
  advance: z.coerce.number().int().min(0).max(10 * 366 * 24 * 3600),
});
const settlement = z.strictObject({ outcome: z.enum(["succeed", "fail"]).optional() });
const resending = z.strictObject({ endpoint: z.string().optional() });
const deliveryQuery = z.strictObject({
  event: z.string().optional(),
  type: z.string().optional(),
  status: z.enum(["pending", "delivered", "failed"]).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What `GET /_sandbox` says. */
const INDEX = {
  "GET /_sandbox/deliveries": "webhook deliveries, newest first: ?event= ?type= ?status= ?limit=",
  "POST /_sandbox/events/:id/resend": "{endpoint?} sends an event again",
  "GET /_sandbox/faults": "what goes wrong on request",
  "POST /_sandbox/faults": "{webhooks?, api?} changes it; see webhooks/faults.ts",
  "POST /_sandbox/payment_intents/:id/settle":
    '{outcome?: "succeed" | "fail"} the bank answers a debit',
  "GET /_sandbox/clock": "the sandbox's time",
  "POST /_sandbox/clock": "{advance: seconds} moves it; what is due by then happens",
};

/** Answers under /_sandbox: what tests and the sandbox's own page steer with. */
export async function serveControl(controls: Controls, request: Request): Promise<Response> {
  try {
    const url = new URL(request.url);
    const sent = request.method === "POST"
      ? await bodyOf(request)
      : Object.fromEntries(url.searchParams);
    const answer = act(controls, request.method, url.pathname.split("/").slice(2), sent);
    return isForm(request) ? backToDashboard() : json(200, answer);
  } catch (error) {
    if (error instanceof ApiError) return json(error.status, { error: error.body });
    if (!(error instanceof z.ZodError)) throw error;
    const { body } = invalidRequest(z.prettifyError(error));
    return json(400, { error: body });
  }
}

function act({ world, courier, faults }: Controls, method: string, path: string[], sent: unknown) {
  const [area = "", id = "", verb = ""] = path;
  switch (`${method} ${[area, id && "id", verb].filter(Boolean).join("/")}`) {
    case "GET ":
      return INDEX;
    case "GET deliveries":
      return listDeliveries(world, deliveryQuery.parse(sent));
    case "POST events/id/resend":
      return resend(world, courier, id, resending.parse(sent).endpoint);
    case "GET faults":
      return faults.current();
    case "POST faults":
      faults.change(faultSettings.parse(sent));
      return faults.current();
    case "POST payment_intents/id/settle":
      return settleIntent(world, id, settlement.parse(sent).outcome);
    case "GET clock":
      return clock(world);
    case "POST clock":
      world.clock.advance(clockChange.parse(sent).advance);
      return clock(world);
  }
  throw new ApiError(404, {
    type: "invalid_request_error",
    message: `There is no ${method} /_sandbox/${
      path.join("/")
    }. GET /_sandbox lists what there is.`,
  });
}

function listDeliveries(world: World, query: z.infer<typeof deliveryQuery>): { data: Delivery[] } {
  const data: Delivery[] = [];
  for (const { row } of world.store.newestFirst("_delivery")) {
    if (query.event && row.event !== query.event) continue;
    if (query.type && row.event_type !== query.type) continue;
    if (query.status && row.status !== query.status) continue;
    if (data.push(row) === query.limit) break;
  }
  return { data };
}

function resend(world: World, courier: Courier, id: string, endpoint?: string) {
  return world.store.transaction(() => {
    const tx = new Tx(world, null);
    return { data: courier.resend(tx, tx.find("event", id), endpoint) };
  });
}

function settleIntent(world: World, id: string, outcome?: "succeed" | "fail") {
  const told = {
    succeed: { kind: "succeed" as const },
    fail: {
      kind: "fail" as const,
      code: "payment_method_provider_decline",
      message: "The customer's bank has declined the debit.",
    },
  };
  return world.store.transaction(() => settle(new Tx(world, null), id, outcome && told[outcome]));
}

function clock(world: World) {
  return { now: world.clock.now(), ahead: world.clock.offset() };
}

async function bodyOf(request: Request): Promise<unknown> {
  if (isForm(request)) return Object.fromEntries(await request.formData());
  const text = await request.text();
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw invalidRequest("The body is not JSON.");
  }
}

function isForm(request: Request): boolean {
  const type = request.headers.get("content-type") ?? "";
  return type.startsWith("application/x-www-form-urlencoded");
}

function backToDashboard(): Response {
  return new Response(null, { status: 303, headers: { location: "/" } });
}

function json(status: number, value: unknown): Response {
  return Response.json(value, { status, headers: { "cache-control": "no-store" } });
}
