import type { Agenda } from "./agenda.ts";
import type { Clock } from "./clock.ts";
import { missingResource } from "./errors.ts";
import { makeEvent, previousAttributes, type SandboxEvent } from "./events.ts";
import type { Modules } from "./module.ts";
import type { Placed, Store } from "./store.ts";
import type { Kind, Row, Tables } from "./tables.ts";
import type { EventObject, EventType } from "./wire.ts";

/** The API request that causes a change; null for what a payer or the clock causes. */
export interface RequestInfo {
  id: string;
  idempotencyKey: string | null;
}

/** What all transactions of one sandbox share. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly modules: Modules;
  /** Where people reach the sandbox, without a final slash. */
  readonly publicUrl: string;
  /** The name of the shop on the pay page. */
  readonly merchant: string;
}

/** One change of the sandbox's world. All of it stays, or nothing does. */
export class Tx {
  constructor(readonly world: World, readonly request: RequestInfo | null) {}

  /** Seconds on the sandbox's clock. */
  now(): number {
    return this.world.clock.now();
  }

  get<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
    return this.world.store.get(kind, id);
  }

  /** The object a parameter names. @throws ApiError 400 resource_missing */
  need<K extends Kind>(kind: K, id: string, param: string): Tables[K] {
    return this.get(kind, id) ?? this.#missing(kind, id, param, 400);
  }

  /** The object the path names. @throws ApiError 404 resource_missing */
  find<K extends Kind>(kind: K, id: string): Tables[K] {
    return this.get(kind, id) ?? this.#missing(kind, id, this.world.modules.idParamOf(kind), 404);
  }

  /** A thing of our own that must be there, or the sandbox is wrong. */
  own<K extends Kind>(kind: K, id: string): Tables[K] {
    const row = this.get(kind, id);
    if (!row) throw new Error(`${kind} ${id} is not there`);
    return row;
  }

  put<K extends Kind>(kind: K, row: Tables[K] & Row): void {
    this.world.store.put(kind, row);
  }

  remove(kind: Kind, id: string): void {
    this.world.store.remove(kind, id);
  }

  newestFirst<K extends Kind>(kind: K): Iterable<Placed<Tables[K]>> {
    return this.world.store.newestFirst(kind);
  }

  /** Lets `what` happen to `ref` at a time; the module that knows `what` has it under `due`. */
  schedule(what: string, ref: string, at: number): void {
    this.world.agenda.schedule(what, ref, at);
  }

  unschedule(what: string, ref: string): void {
    this.world.agenda.cancel(what, ref);
  }

  /** Stores a new object and tells that it is there. */
  create<K extends Kind, T extends EventType>(
    kind: K,
    row: Tables[K] & Row & EventObject<T>,
    type: T,
  ): void {
    this.put(kind, row);
    this.emit(type, row);
  }

  /** Stores a changed object and, when it differs, tells what changed. */
  change<K extends Kind, T extends EventType>(
    kind: K,
    before: Tables[K] & Row,
    after: Tables[K] & Row & EventObject<T>,
    type: T,
  ): void {
    const previous = previousAttributes(before, after);
    if (!previous) return;
    this.put(kind, after);
    this.emit(type, after, previous);
  }

  /** Records an event; webhooks go out after the transaction, our own listeners run inside it. */
  emit<T extends EventType>(
    type: T,
    object: EventObject<T> & Row,
    previous?: Record<string, unknown>,
  ): SandboxEvent {
    const event = makeEvent(type, object, previous, this.now(), this.request);
    this.put("event", event);
    for (const listener of this.world.modules.listenersOf(type)) listener(this, event);
    return event;
  }

  #missing(kind: Kind, id: string, param: string, status: number): never {
    throw missingResource(this.world.modules.nounOf(kind), id, param, status);
  }
}
