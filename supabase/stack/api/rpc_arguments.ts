/** The arguments of a function call: a JSON object, or the query string of a GET. */
import type { Routine } from "./catalogue.ts";
import { refusal } from "./errors.ts";
import { RESERVED } from "./rpc_list.ts";

/** `body` goes to PostgreSQL as it came; `given` are its keys. */
export interface Given {
  body: string;
  given: string[];
}

/** Reads the arguments of `request`. @throws Refusal PGRST101, PGRST102 or PGRST107. */
export async function argumentsOf(request: Request, overloads: Routine[]): Promise<Given> {
  if (request.method === "POST") return await fromBody(request);
  if (request.method === "GET" || request.method === "HEAD") return fromQuery(request, overloads);
  throw refusal(405, "PGRST101", `Cannot use the ${request.method} method on RPC`);
}

async function fromBody(request: Request): Promise<Given> {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  const body = await request.text();
  if (body === "") return { body: "{}", given: [] };
  if (type && type !== "application/json") {
    throw refusal(415, "PGRST107", `Content-Type not acceptable: ${type}`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw refusal(400, "PGRST102", "Empty or invalid json");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw refusal(400, "PGRST102", "The body of a function call must be a JSON object");
  }
  return { body, given: Object.keys(parsed) };
}

function fromQuery(request: Request, overloads: Routine[]): Given {
  const given = [...new URL(request.url).searchParams].filter(([key]) => !RESERVED.has(key));
  const types = new Map(overloads.flatMap((routine) => routine.args.map((a) => [a.name, a.type])));
  const body = Object.fromEntries(given.map(([key, value]) => {
    // Text becomes any type by its own input function; only JSON would become a JSON string.
    return [key, /^jsonb?$/.test(types.get(key) ?? "") ? parsedOr(value) : value];
  }));
  return { body: JSON.stringify(body), given: Object.keys(body) };
}

function parsedOr(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw refusal(400, "22P02", "invalid input syntax for type json");
  }
}
