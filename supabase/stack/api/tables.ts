/** `/rest/v1/<view>`: lite reads and writes views and tables, under our schema profile. */
import { refusal } from "./errors.ts";
import type { App, DataConnection } from "./lite.ts";
import { type DataRequest, withRequest } from "./session.ts";

/** The headers that say what is wanted. Key and token stay behind: lite decides nothing by them. */
const PASSED = ["accept", "content-type", "prefer", "range", "range-unit"];
/** Parameters that are no filters, alone or of an embedded relation. */
const NO_FILTER = /^(.+\.)?(select|order|limit|offset|columns|on_conflict|(not\.)?(and|or))$/;
const FILTER = /^(not\.)?[a-z]+(\([^)]*\))?\./;
const SETTLING_MS = 1000;

/** Serves one relation; an unknown one is looked for once more in a fresh catalogue. */
export function relationServer(app: App, connection: DataConnection, schema: string) {
  let refreshedAt = 0;

  return async (request: Request, call: DataRequest): Promise<Response> => {
    const url = new URL(request.url);
    url.searchParams.delete("apikey");
    requireFilters(url.searchParams);
    await requireRelation(url.pathname.split("/").at(-1)!);
    const headers = new Headers({ "Accept-Profile": schema, "Content-Profile": schema });
    for (const name of PASSED) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const body = request.body ? await request.arrayBuffer() : undefined;
    const forwarded = new Request(url, { method: request.method, headers, body });
    return await withRequest(call, async () => await app.fetch(forwarded));
  };

  /** Reading the catalogue here, a database that is away becomes a 503; lite finds it cached. */
  async function requireRelation(name: string): Promise<void> {
    if (await isKnown(name)) return;
    if (Date.now() - refreshedAt > SETTLING_MS) {
      refreshedAt = Date.now();
      connection.refresh();
      if (await isKnown(name)) return;
    }
    const message = `Could not find the table '${schema}.${name}' in the schema cache`;
    throw refusal(404, "PGRST205", message);
  }

  async function isKnown(name: string): Promise<boolean> {
    const { tables, views } = await connection.introspect();
    return [...tables, ...views].some((known) => known.schema === schema && known.name === name);
  }
}

/** lite drops a filter it cannot read and answers every row instead of the wanted ones. */
function requireFilters(query: URLSearchParams): void {
  for (const [key, value] of query) {
    if (NO_FILTER.test(key) || FILTER.test(value)) continue;
    throw refusal(400, "PGRST100", `"failed to parse filter (${value})" (line 1, column 1)`);
  }
}
