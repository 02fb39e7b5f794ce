import { serveControl } from "./control/control.ts";
import { Agenda } from "./core/agenda.ts";
import { Clock } from "./core/clock.ts";
import { Modules } from "./core/module.ts";
import { Store } from "./core/store.ts";
import { Tx, type World } from "./core/tx.ts";
import { Api } from "./http/api.ts";
import { refuseStrangers } from "./http/strangers.ts";
import { servePages } from "./pages/mod.ts";
import { MODULES } from "./resources/mod.ts";
import { configureEndpoint } from "./resources/webhook_endpoints.ts";
import { Courier, DEFAULT_RETRIES, type RetryPolicy } from "./webhooks/courier.ts";
import { Faults } from "./webhooks/faults.ts";

/** What a sandbox is started with. */
export interface SandboxConfig {
  /** Where people and programs reach it, such as `http://127.0.0.1:54330`. */
  publicUrl: string;
  /** The file that keeps its state; absent keeps it in memory. */
  state?: string;
  /** The name of the shop on the pay page. */
  merchant?: string;
  /** Where events are sent, signed with which secret; `events` names the types (default: Checkout's). */
  webhook?: { url: string; secret: string; events?: string[] };
  retries?: Partial<RetryPolicy>;
}

/** A running sandbox. */
export interface Sandbox {
  fetch(request: Request): Promise<Response>;
  /** Ends what runs and closes the state; a new sandbox may take up the same file. */
  close(): Promise<void>;
}

const TICK_MS = 1000;

/** Starts a sandbox. It listens nowhere by itself: hand its `fetch` to a server. */
export function makeSandbox(config: SandboxConfig): Sandbox {
  const faults = new Faults();
  const courier = new Courier(faults, { ...DEFAULT_RETRIES, ...config.retries });
  const store = new Store(config.state);
  const world: World = {
    store,
    clock: new Clock(store),
    agenda: new Agenda(store),
    modules: new Modules([...MODULES, courier.module]),
    publicUrl: config.publicUrl.replace(/\/$/, ""),
    merchant: config.merchant ?? "Tallybase",
  };
  const { webhook } = config;
  if (webhook) store.transaction(() => configureEndpoint(new Tx(world, null), webhook));
  const api = new Api(world, faults);
  courier.start(world);
  const timer = setInterval(() => advance(world, courier), TICK_MS);

  return {
    async fetch(request) {
      const refusal = refuseStrangers(request, world.publicUrl);
      if (refusal) return refusal;
      keepAppointments(world);
      const response = await answer({ world, api, courier, faults }, request);
      advance(world, courier);
      return response;
    },
    async close() {
      clearInterval(timer);
      await courier.close();
      store.close();
    },
  };
}

interface Parts {
  world: World;
  api: Api;
  courier: Courier;
  faults: Faults;
}

async function answer(parts: Parts, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/_ready") return Response.json({ status: "ready" });
  if (pathname === "/_sandbox" || pathname.startsWith("/_sandbox/")) {
    return await serveControl(parts, request);
  }
  // Everything that is not a page is the API's, so that an unknown address gets Stripe's answer.
  return await servePages(parts.world, request) ?? await parts.api.handle(request);
}

/** What is due happens, and what has happened goes out. */
function advance(world: World, courier: Courier): void {
  keepAppointments(world);
  courier.wake();
}

function keepAppointments(world: World): void {
  const now = world.clock.now();
  for (let due = world.agenda.nextDue(now); due; due = world.agenda.nextDue(now)) {
    const { what, ref } = due;
    try {
      world.store.transaction(() => {
        world.agenda.cancel(what, ref);
        world.modules.keepAppointment(new Tx(world, null), what, ref);
      });
    } catch (error) {
      // Said once and dropped: an appointment that cannot be kept must not stop everything else.
      console.error(`stripe sandbox: ${what} of ${ref} failed`, error);
      world.agenda.cancel(what, ref);
    }
  }
}
