import { type SandboxEvent } from "../core/events.ts";
import type { Module } from "../core/module.ts";
import { Tx, type World } from "../core/tx.ts";
import { type Attempt, type Delivery, planDelivery, wants } from "./deliveries.ts";
import { Faults } from "./faults.ts";
import { signatureHeader } from "./sign.ts";

/** How often and for how long a delivery is tried. Stripe takes three days; we take minutes. */
export interface RetryPolicy {
  firstMs: number;
  longestMs: number;
  attempts: number;
  timeoutMs: number;
}

/** About ten minutes in all: 1, 2, 4 … 60 seconds between attempts. */
export const DEFAULT_RETRIES: RetryPolicy = {
  firstMs: 1000,
  longestMs: 60_000,
  attempts: 15,
  timeoutMs: 10_000,
};

const AT_ONCE = 16;

/**
 * Carries events to the endpoints. A delivery is on disk before the request that caused it is
 * answered, and is done only when the endpoint has said so: at least once, in no order.
 */
export class Courier {
  /** Due times of what is pending, by delivery. The truth is in the store. */
  #pending = new Map<string, number>();
  #carrying = new Set<Promise<void>>();
  #inHand = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop = new AbortController();
  #world!: World;

  constructor(private readonly faults: Faults, private readonly retries: RetryPolicy) {}

  /** Hears every event and plans its deliveries, in the transaction that records it. */
  readonly module: Module = {
    on: {
      "*": (tx, event) => {
        let count = 0;
        for (const { row: endpoint } of tx.world.store.oldestFirst("webhook_endpoint")) {
          if (endpoint.status !== "enabled" || !wants(endpoint.enabled_events, event.type)) {
            continue;
          }
          const copies = this.faults.strikes("duplicate") ? 2 : 1;
          for (let copy = 0; copy < copies; copy++, count++) {
            this.#add(planDelivery(tx, event, endpoint, this.faults.delay()));
          }
        }
        if (count) tx.put("event", { ...event, pending_webhooks: count });
      },
    },
  };

  /** Takes up what an earlier run has left undone. */
  start(world: World): void {
    this.#world = world;
    for (const { row } of world.store.oldestFirst("_delivery")) {
      if (row.status === "pending") this.#add(row);
    }
    this.wake();
  }

  /** Sends an event again. @returns the new deliveries */
  resend(tx: Tx, event: SandboxEvent, endpoint?: string): Delivery[] {
    const deliveries: Delivery[] = [];
    for (const { row } of tx.world.store.oldestFirst("webhook_endpoint")) {
      if (endpoint ? row.id === endpoint : wants(row.enabled_events, event.type)) {
        deliveries.push(planDelivery(tx, event, row));
      }
    }
    tx.put("event", { ...event, pending_webhooks: event.pending_webhooks + deliveries.length });
    deliveries.forEach((delivery) => this.#add(delivery));
    return deliveries;
  }

  /** Sends what is due now, and comes back when the next is. */
  wake(): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted || this.faults.webhooks.paused) return;
    const now = Date.now();
    let next = Infinity;
    for (const [id, due] of this.#pending) {
      if (this.#inHand.has(id)) continue;
      if (due > now) next = Math.min(next, due);
      else if (this.#carrying.size < AT_ONCE) this.#carry(id);
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.wake(), next - now);
  }

  /** Stops sending; what is under way is broken off and will be sent again by the next run. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    await Promise.all(this.#carrying);
  }

  #add(delivery: Delivery): void {
    if (delivery.next_attempt_at !== null) this.#pending.set(delivery.id, delivery.next_attempt_at);
  }

  #carry(id: string): void {
    this.#inHand.add(id);
    const work = this.#attempt(id)
      .catch((error) => console.error(`stripe sandbox: delivery ${id} failed`, error))
      .finally(() => {
        this.#inHand.delete(id);
        this.#carrying.delete(work);
        this.wake();
      });
    this.#carrying.add(work);
  }

  async #attempt(id: string): Promise<void> {
    const delivery = this.#world.store.get("_delivery", id);
    // A change that was undone took its deliveries along.
    if (!delivery || delivery.status !== "pending") return void this.#pending.delete(id);
    const attempt = await this.#send(delivery);
    if (!this.#stop.signal.aborted) this.#settle(delivery, attempt);
  }

  async #send(delivery: Delivery): Promise<Attempt> {
    const { store } = this.#world;
    const endpoint = store.get("webhook_endpoint", delivery.endpoint);
    const event = store.get("event", delivery.event);
    const secret = store.get("_endpoint_secret", delivery.endpoint)?.secret;
    const started = Date.now();
    const result = (status: number | null, answer: string, error: string | null): Attempt => ({
      at: new Date(started).toISOString(),
      milliseconds: Date.now() - started,
      status,
      answer,
      error,
    });
    if (!endpoint || !event || !secret) return result(null, "", "the endpoint is gone");
    if (this.faults.strikes("drop")) return result(null, "", "dropped on request");
    const versioned = { ...event, api_version: endpoint.api_version ?? event.api_version };
    const payload = JSON.stringify(versioned, null, 2);
    try {
      const response = await this.#post(endpoint.url, payload, secret);
      const answer = (await response.text()).slice(0, 500);
      if (!response.ok) return result(response.status, answer, `HTTP ${response.status}`);
      const lost = this.faults.strikes("lose_answer");
      return result(response.status, answer, lost ? "answer lost on request" : null);
    } catch (error) {
      return result(null, "", error instanceof Error ? error.message : String(error));
    }
  }

  async #post(url: string, payload: string, secret: string): Promise<Response> {
    return await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "stripe-signature": await signatureHeader(payload, secret),
      },
      body: payload,
      redirect: "manual",
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(this.retries.timeoutMs)]),
    });
  }

  #settle(delivery: Delivery, attempt: Attempt): void {
    const attempts = [...delivery.attempts, attempt];
    const done = attempt.error === null;
    const givenUp = !done && attempts.length >= this.retries.attempts;
    const wait = Math.min(
      this.retries.firstMs * 2 ** (attempts.length - 1),
      this.retries.longestMs,
    );
    const after: Delivery = {
      ...delivery,
      attempts,
      status: done ? "delivered" : givenUp ? "failed" : "pending",
      next_attempt_at: done || givenUp ? null : Date.now() + wait,
    };
    const { store } = this.#world;
    store.transaction(() => {
      store.put("_delivery", after);
      const event = store.get("event", delivery.event);
      if (done && event) {
        store.put("event", { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
      }
    });
    if (after.next_attempt_at === null) this.#pending.delete(delivery.id);
    else this.#pending.set(delivery.id, after.next_attempt_at);
  }
}
