/** `/rest/v1/<view>`: lite reads and writes views and tables, under our schema profile. */
import type { App } from "@supabase/lite";
import type { DataConnection } from "./lite.ts";
import { type DataRequest, withRequest } from "./session.ts";

/** The headers that say what is wanted. Key and token stay behind: lite decides nothing by them. */
const PASSED = ["accept", "content-type", "prefer", "range", "range-unit"];
const SETTLING_MS = 1000;

/** Serves one relation; an unknown one is looked for once more in a fresh catalogue. */
export function relationServer(app: App, connection: DataConnection, schema: string) {
  let refreshedAt = 0;

  return async (request: Request, call: DataRequest): Promise<Response> => {
    const body = request.body ? await request.arrayBuffer() : undefined;
    const answer = await ask(request, call, body);
    if (answer.status !== 404 || Date.now() - refreshedAt < SETTLING_MS) return answer;
    refreshedAt = Date.now();
    await connection.clearSchemaCache();
    return await ask(request, call, body);
  };

  async function ask(request: Request, call: DataRequest, body?: ArrayBuffer): Promise<Response> {
    const headers = new Headers({ "Accept-Profile": schema, "Content-Profile": schema });
    for (const name of PASSED) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const url = new URL(request.url);
    url.searchParams.delete("apikey");
    // Asked here first, where a database that is away becomes a 503; lite then finds it cached.
    await connection.introspect({ useCache: true });
    const forwarded = new Request(url, { method: request.method, headers, body });
    return await withRequest(call, async () => await app.fetch(forwarded));
  }
}
