import type Stripe from "stripe";
import { newId } from "./ids.ts";
import type { Row } from "./tables.ts";
import type { RequestInfo } from "./tx.ts";
import { API_VERSION, type EventType, type Wire } from "./wire.ts";

declare module "./tables.ts" {
  interface Tables {
    event: SandboxEvent;
  }
}

/**
 * An event of any type. The SDK's own `Event` is a union of 250 interfaces; this is their common
 * shape, and `Tx.emit` ties each type to its object.
 */
export interface SandboxEvent
  extends Omit<Wire<Stripe.CheckoutSessionCompletedEvent>, "type" | "data"> {
  type: EventType;
  data: { object: Row; previous_attributes?: Record<string, unknown> };
}

/** Writes down that something happened to `object`, with its state at this moment. */
export function makeEvent(
  type: EventType,
  object: Row,
  previous: Record<string, unknown> | undefined,
  created: number,
  request: RequestInfo | null,
): SandboxEvent {
  return {
    id: newId("evt"),
    object: "event",
    api_version: API_VERSION,
    created,
    data: { object: structuredClone(object), ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 0,
    request: { id: request?.id ?? null, idempotency_key: request?.idempotencyKey ?? null },
    type,
  };
}

/** The old values of the fields that differ, for `previous_attributes`; undefined when none does. */
export function previousAttributes(
  before: object,
  after: object,
): Record<string, unknown> | undefined {
  const now = after as Record<string, unknown>;
  const changed = Object.entries(before).filter(([name, value]) =>
    JSON.stringify(value) !== JSON.stringify(now[name])
  );
  return changed.length ? Object.fromEntries(changed) : undefined;
}
