import type { Store } from "./store.ts";

declare module "./tables.ts" {
  interface Tables {
    _clock: { id: "clock"; offset: number };
  }
}

/** The sandbox's time: the machine's, plus what somebody has moved it by. Survives a restart. */
export class Clock {
  constructor(private readonly store: Store) {}

  /** Whole seconds since 1970, as everywhere in Stripe. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.offset();
  }

  /** How far ahead of the machine's clock we are, in seconds. */
  offset(): number {
    return this.store.get("_clock", "clock")?.offset ?? 0;
  }

  /** Moves time forward. It never goes back: objects would come before their causes. */
  advance(seconds: number): void {
    this.store.put("_clock", { id: "clock", offset: this.offset() + seconds });
  }
}
