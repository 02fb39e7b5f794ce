/**
 * `/rest/v1/rpc/<function>`: PostgREST's way of calling a function, in one statement.
 * The JSON body itself is the only parameter; PostgreSQL turns it into arguments
 * (`json_to_record`) and the result into JSON, so no value is ever converted by JavaScript.
 */
import type { Catalogue, Routine } from "./catalogue.ts";
import { type Database, sql } from "./database.ts";
import { refusal } from "./errors.ts";
import { text } from "./http.ts";
import { MAX_ROWS } from "./lite.ts";
import { type DataRequest, sessionSettings } from "./session.ts";
import { listAnswer, listShape, type Page, wantsOne } from "./rpc_list.ts";
import { argumentsOf } from "./rpc_arguments.ts";

interface Answer {
  body: string | null;
  rows: number;
  total: number;
  /** What the function set for its own answer; empty or null when nothing. */
  status: string | null;
  headers: string | null;
}

/** Calls the function a request names and answers as PostgREST does. @throws what went wrong. */
export async function callFunction(
  request: Request,
  call: DataRequest,
  database: Database,
  catalogue: Catalogue,
): Promise<Response> {
  const name = new URL(request.url).pathname.split("/").at(-1)!;
  const overloads = await catalogue.routines(name);
  const { body, given } = await argumentsOf(request, overloads);
  const routine = choose(overloads, call.schema, name, given);
  const page = listShape(request);
  const statement = statementFor(routine, call.schema, given, page);
  const reading = call.method !== "POST";
  const answer = await database.transaction(async (tx) => {
    await tx.rows(sql`
      select set_config(key, value, true)
      from json_each_text(${JSON.stringify(sessionSettings(call))}::json)`);
    // Unprepared: a kept plan with an inlined function skips the next role's EXECUTE check.
    const [answer] = await tx.run<Answer>(statement, given.length ? [body] : []);
    if (routine.returnsSet && wantsOne(request) && answer!.rows !== 1) throw notOne(answer!.rows);
    return answer!;
  }, reading ? "read only" : "read write");
  return respond(request, routine, answer, page);
}

function respond(
  request: Request,
  routine: Routine,
  answer: Answer,
  page: Page,
): Response {
  const { status } = answer;
  const headers = new Headers();
  for (const header of JSON.parse(answer.headers || "[]") as Record<string, string>[]) {
    for (const [key, value] of Object.entries(header)) headers.append(key, value);
  }
  if (routine.returnsVoid) return new Response(null, { status: Number(status || 204), headers });
  const list = listAnswer(request, routine.returnsSet, answer, page);
  for (const [key, value] of Object.entries(list.headers)) headers.set(key, value);
  const body = request.method === "HEAD" ? "" : answer.body ?? "null";
  return text(Number(status || list.status), body, headers);
}

/** The overload every given name fits and no required one is missing of. */
function choose(overloads: Routine[], schema: string, name: string, given: string[]): Routine {
  const fitting = overloads.filter((routine) =>
    given.every((key) => routine.args.some((arg) => arg.name === key)) &&
    routine.args.every((arg) => arg.optional || given.includes(arg.name))
  );
  if (fitting.length === 1) return fitting[0]!;
  const asked = given.length ? `(${given.join(", ")})` : " without parameters";
  if (fitting.length > 1) {
    throw refusal(
      300,
      "PGRST203",
      `Could not choose the best candidate function between: ${schema}.${name}${asked}`,
    );
  }
  const nearest = overloads[0]?.args.map((arg) => arg.name).join(", ");
  const searched = given.length ? ` with parameters ${given.join(", ")}` : " without parameters";
  throw refusal(
    404,
    "PGRST202",
    `Could not find the function ${schema}.${name}${asked} in the schema cache`,
    `Searched for the function ${schema}.${name}${searched}, but no matches were found in the schema cache.`,
    nearest === undefined
      ? null
      : `Perhaps you meant to call the function ${schema}.${name}(${nearest})`,
  );
}

/** One statement: arguments from $1, the call exactly once, its JSON, the number of rows. */
function statementFor(routine: Routine, schema: string, given: string[], page: Page): string {
  const used = routine.args.filter((arg) => given.includes(arg.name));
  const columns = used.map((arg) => `${quoted(arg.name)} ${arg.type}`).join(", ");
  const named = used.map((arg) => `${quoted(arg.name)} => given.${quoted(arg.name)}`).join(", ");
  const from = used.length ? `json_to_record($1::text::json) as given(${columns}), lateral ` : "";
  const call = `${from}${quoted(schema)}.${quoted(routine.name)}(${named}) as result`;
  // Evaluated after the call, as PostgREST does it.
  const said = `current_setting('response.status', true) as status,
    current_setting('response.headers', true) as headers`;
  if (routine.returnsVoid) {
    return `with called as materialized (select result from ${call})
      select null as body, count(result)::int as rows, 0 as total, ${said} from called`;
  }
  const rows = routine.returnsRow ? "result.*" : "result as value";
  const value = routine.returnsRow ? "to_json(page)" : "to_json(page.value)";
  const total = "(select count(*) from called)::int as total";
  if (!routine.returnsSet) {
    return `with called as materialized (select ${rows} from ${call})
      select (select ${value} from called as page)::text as body, 1 as rows, ${total}, ${said}`;
  }
  return `with called as materialized (select ${rows} from ${call}),
    page as materialized (select ${page.columns} from called ${page.order}
      limit ${Math.min(page.limit, MAX_ROWS)} offset ${page.offset})
    select ${page.single ? `min((${value})::text)` : `coalesce(json_agg(${value}), '[]')::text`}
      as body, count(*)::int as rows, ${total}, ${said} from page`;
}

function notOne(rows: number) {
  return refusal(
    406,
    "PGRST116",
    "Cannot coerce the result to a single JSON object",
    `The result contains ${rows} rows`,
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
