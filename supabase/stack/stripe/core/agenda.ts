import type { Store } from "./store.ts";

declare module "./tables.ts" {
  interface Tables {
    _due: Appointment;
  }
}

/** Something that happens to an object when its time has come. */
export interface Appointment {
  /** `<what>:<ref>`, so that an object has at most one appointment of a sort. */
  id: string;
  what: string;
  ref: string;
  /** Seconds on the sandbox's clock. */
  at: number;
}

/** What is going to happen, in the order of time. Survives a restart. */
export class Agenda {
  /** Nothing is due before this instant, as far as we know: most requests need not look further. */
  #notBefore = 0;

  constructor(private readonly store: Store) {}

  schedule(what: string, ref: string, at: number): void {
    this.store.put("_due", { id: `${what}:${ref}`, what, ref, at });
    this.#notBefore = Math.min(this.#notBefore, at);
  }

  cancel(what: string, ref: string): void {
    this.store.remove("_due", `${what}:${ref}`);
  }

  /** The earliest appointment that is due, or undefined when nothing is. */
  nextDue(now: number): Appointment | undefined {
    if (now < this.#notBefore) return undefined;
    let earliest: Appointment | undefined;
    for (const { row } of this.store.oldestFirst("_due")) {
      if (!earliest || row.at < earliest.at) earliest = row;
    }
    this.#notBefore = earliest?.at ?? Infinity;
    return earliest && earliest.at <= now ? earliest : undefined;
  }
}
