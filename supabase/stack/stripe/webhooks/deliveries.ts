import type { SandboxEvent } from "../core/events.ts";
import { newId } from "../core/ids.ts";
import type { Tx } from "../core/tx.ts";

declare module "../core/tables.ts" {
  interface Tables {
    _delivery: Delivery;
  }
}

/** One event on its way to one endpoint. */
export interface Delivery {
  id: string;
  event: string;
  event_type: string;
  endpoint: string;
  url: string;
  status: "pending" | "delivered" | "failed";
  attempts: Attempt[];
  /** Milliseconds of the machine's clock; null when there is nothing left to try. */
  next_attempt_at: number | null;
}

/** One try to deliver. */
export interface Attempt {
  at: string;
  milliseconds: number;
  /** The HTTP status that came back; null when none did. */
  status: number | null;
  /** The beginning of the answer, for people who look for a mistake. */
  answer: string;
  error: string | null;
}

/** Puts an event on its way to an endpoint, `wait` milliseconds from now. */
export function planDelivery(
  tx: Tx,
  event: SandboxEvent,
  endpoint: { id: string; url: string },
  wait = 0,
): Delivery {
  const delivery: Delivery = {
    id: newId("del", 16),
    event: event.id,
    event_type: event.type,
    endpoint: endpoint.id,
    url: endpoint.url,
    status: "pending",
    attempts: [],
    next_attempt_at: Date.now() + wait,
  };
  tx.put("_delivery", delivery);
  return delivery;
}

/** Whether an endpoint that asked for `enabled` wants this type. */
export function wants(enabled: string[], type: string): boolean {
  return enabled.includes("*") || enabled.includes(type);
}
