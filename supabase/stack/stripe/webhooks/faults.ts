import { z } from "zod";

const rate = z.number().min(0).max(1);
const count = z.number().int().min(0).max(1_000_000);
const milliseconds = z.number().int().min(0).max(600_000);

/** What can be made to go wrong on request. Rates are 0 to 1; nothing survives a restart. */
export const faultSettings = z.strictObject({
  webhooks: z.strictObject({
    /** Nothing is sent while true; what happens waits. */
    paused: z.boolean(),
    /** How many events are sent twice. */
    duplicate: rate,
    /** How many attempts are not sent at all, as if the network had failed. */
    drop: rate,
    /** How many answers are not believed: the endpoint has worked, and gets the event again. */
    lose_answer: rate,
    /** Each event waits this long, at random: later ones overtake earlier ones. */
    delay_ms: z.strictObject({ min: milliseconds, max: milliseconds }),
  }).partial(),
  api: z.strictObject({
    /** Every call waits this long, holding its idempotency key. */
    latency_ms: milliseconds,
    /** So many next calls answer 500 and do nothing. */
    fail_next: count,
    /** So many next calls do their work and then break the connection. */
    lose_next: count,
  }).partial(),
}).partial();

/** A change of the fault settings; what is left out stays. */
export type FaultSettings = z.infer<typeof faultSettings>;

/** The switchboard of everything that goes wrong on request. */
export class Faults {
  readonly webhooks = {
    paused: false,
    duplicate: 0,
    drop: 0,
    lose_answer: 0,
    delay_ms: { min: 0, max: 0 },
  };
  readonly api = { latency_ms: 0, fail_next: 0, lose_next: 0 };

  change(settings: FaultSettings): void {
    Object.assign(this.webhooks, settings.webhooks);
    Object.assign(this.api, settings.api);
  }

  current(): Required<FaultSettings> {
    return { webhooks: { ...this.webhooks }, api: { ...this.api } };
  }

  /** Whether this time is one of those that go wrong. */
  strikes(which: "duplicate" | "drop" | "lose_answer"): boolean {
    return Math.random() < this.webhooks[which];
  }

  /** How long an event waits before it is first sent, in milliseconds. */
  delay(): number {
    const { min, max } = this.webhooks.delay_ms;
    return min + Math.random() * Math.max(0, max - min);
  }

  takeFailure(): boolean {
    return this.#take("fail_next");
  }

  takeLostAnswer(): boolean {
    return this.#take("lose_next");
  }

  async slowDown(): Promise<void> {
    const { latency_ms } = this.api;
    if (latency_ms) await new Promise((resolve) => setTimeout(resolve, latency_ms));
  }

  #take(which: "fail_next" | "lose_next"): boolean {
    if (this.api[which] === 0) return false;
    this.api[which]--;
    return true;
  }
}
