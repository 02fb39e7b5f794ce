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
  constructor(private readonly store: Store) {}

  schedule(what: string, ref: string, at: number): void {
    this.store.put("_due", { id: `${what}:${ref}`, what, ref, at });
  }

  cancel(what: string, ref: string): void {
    this.store.remove("_due", `${what}:${ref}`);
  }

  /** Takes the earliest appointment that is due, or undefined when nothing is. */
  takeDue(now: number): Appointment | undefined {
    let earliest: Appointment | undefined;
    for (const { row } of this.store.oldestFirst("_due")) {
      if (row.at <= now && (!earliest || row.at < earliest.at)) earliest = row;
    }
    if (earliest) this.store.remove("_due", earliest.id);
    return earliest;
  }
}
