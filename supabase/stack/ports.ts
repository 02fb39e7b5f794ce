import { StackError } from "./errors.ts";
import { PORT_COUNT } from "./options.ts";
import { freePort } from "./postgres/mod.ts";

/** The public ports of one stack, all on loopback. */
export interface Ports {
  api: number;
  web: number;
  stripe: number;
  mail: number;
  postgres: number;
  /** Of the api process behind the gateway; any free one. */
  inner: number;
}

/** How long the children of a killed stack may take to notice and free their ports. */
const PATIENCE_MS = 2_000;

async function requireFree(port: number): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (true) {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return;
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.AddrInUse)) {
        throw new StackError(`Port ${port} may not be used here: choose others with --port.`);
      }
      if (Date.now() > until) {
        throw new StackError(
          `Port ${port} is taken by another program: end it, or choose other ports with --port ` +
            "(0 takes any free ones).",
        );
      }
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Counts up from `first`, or takes any free ones for 0. PostgreSQL checks its own port itself. */
export async function choosePorts(first: number): Promise<Ports> {
  const taken = Array.from({ length: PORT_COUNT }, (_, at) => first + at);
  const ports = first === 0 ? await Promise.all(taken.map(() => freePort())) : taken;
  if (first !== 0) await Promise.all(ports.slice(0, -1).map(requireFree));
  const [api, web, stripe, mail, postgres] = ports as [number, number, number, number, number];
  return { api, web, stripe, mail, postgres, inner: await freePort() };
}
