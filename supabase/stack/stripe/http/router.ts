import type { Tx } from "../core/tx.ts";
import { nothing, type Params } from "./params.ts";

/** One call of the API. */
export interface Route {
  method: "GET" | "POST" | "DELETE";
  /** Such as `/v1/customers/:id`. */
  path: string;
  params: Params<unknown>;
  run(tx: Tx, params: unknown, path: Record<string, string>): unknown;
}

/** Declares a call: the parameters it reads and what it answers. */
export function route<P>(
  method: Route["method"],
  path: string,
  params: Params<P>,
  run: (tx: Tx, params: P, path: Record<string, string>) => unknown,
): Route {
  return { method, path, params, run: run as Route["run"] };
}

/** Declares a call without parameters (but `expand`, which every call takes). */
export function plainRoute(
  method: Route["method"],
  path: string,
  run: (tx: Tx, path: Record<string, string>) => unknown,
): Route {
  return route(method, path, nothing, (tx, _params, names) => run(tx, names));
}

/** Finds the call for a request. Fixed words win over `:id`. */
export class Router {
  #routes: { route: Route; parts: string[] }[];

  constructor(routes: Route[]) {
    this.#routes = routes.map((route) => ({ route, parts: route.path.split("/") }))
      .sort((a, b) => variables(a.parts) - variables(b.parts));
  }

  find(
    method: string,
    pathname: string,
  ): { route: Route; path: Record<string, string> } | undefined {
    const parts = pathname.split("/");
    for (const candidate of this.#routes) {
      if (candidate.route.method !== method) continue;
      const path = match(candidate.parts, parts);
      if (path) return { route: candidate.route, path };
    }
    return undefined;
  }
}

function variables(parts: string[]): number {
  return parts.filter((part) => part.startsWith(":")).length;
}

function match(pattern: string[], parts: string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index]!;
    if (expected.startsWith(":")) {
      const value = decoded(part);
      if (!value) return undefined;
      path[expected.slice(1)] = value;
    } else if (expected !== part) return undefined;
  }
  return path;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
