import type { Route } from "../http/router.ts";
import type { SandboxEvent } from "./events.ts";
import type { Kind, Tables } from "./tables.ts";
import type { Tx } from "./tx.ts";
import type { EventObject, EventType } from "./wire.ts";

/**
 * How a field is expanded: by the kind its id names, or by what a function makes for the whole
 * object (for fields that are absent until asked for, such as `line_items`).
 */
export type Expansion<T> = Kind | ((tx: Tx, object: T) => unknown);

/** Something the API serves under its own `object` name, stored or inside of something stored. */
export interface Served<O extends string = string, T = never> {
  kind: O;
  /** What an error calls it: "No such customer". */
  noun: string;
  /** The parameter that a 404 names; Stripe says `id` for most and its own word for some. */
  idParam?: string;
  /** Expandable fields by name; a dot goes into a nested object. */
  expand?: Record<string, Expansion<T>>;
}

/** What runs when an event of a type has been recorded. */
export type Listener = (tx: Tx, event: SandboxEvent) => void;

/** One part of the sandbox. A new part is a new file and one line in `resources/mod.ts`. */
export interface Module {
  serves?: Served[];
  routes?: Route[];
  /** Reactions to events, inside the same transaction. `*` hears all of them, after the others. */
  on?: { [type: string]: Listener };
  /** What happens when an appointment made with `tx.schedule` has come. */
  due?: { [what: string]: (tx: Tx, ref: string) => void };
}

/** Declares what a module serves, so that expansions are checked against the stored type. */
export function served<K extends Kind>(what: Served<K, Tables[K]>): Served {
  return what as Served;
}

/** A listener that gets the object in its own type. */
export function listener<T extends EventType>(
  type: T,
  react: (tx: Tx, object: EventObject<T>) => void,
): { [type: string]: Listener } {
  return { [type]: (tx, event) => react(tx, event.data.object as EventObject<T>) };
}

/** All modules of a sandbox together. */
export class Modules {
  #served = new Map<string, Served>();

  constructor(private readonly modules: Module[]) {
    for (const what of modules.flatMap((module) => module.serves ?? [])) {
      this.#served.set(what.kind, what);
    }
  }

  all(): Module[] {
    return this.modules;
  }

  routes(): Route[] {
    return this.modules.flatMap((module) => module.routes ?? []);
  }

  servedAs(object: string): Served | undefined {
    return this.#served.get(object);
  }

  nounOf(kind: Kind): string {
    return this.#served.get(kind)?.noun ?? kind;
  }

  idParamOf(kind: Kind): string {
    return this.#served.get(kind)?.idParam ?? "id";
  }

  listenersOf(type: EventType): Listener[] {
    return [type, "*"].flatMap((key) => this.modules.flatMap((module) => module.on?.[key] ?? []));
  }

  /** @throws Error when no module knows what to do: a sandbox that lost a module must say so. */
  keepAppointment(tx: Tx, what: string, ref: string): void {
    const keeper = this.modules.find((module) => module.due?.[what])?.due?.[what];
    if (!keeper) throw new Error(`nobody keeps the appointment ${what} of ${ref}`);
    keeper(tx, ref);
  }
}
