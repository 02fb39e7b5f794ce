/** A function host behind a gateway, over functions written by the test. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bearerToken } from "../../functions/_shared/jwt.ts";
import type { Variable } from "../../functions/_shared/env.ts";
import { Tokens } from "../../supabase/stack/api/tokens.ts";
import { readFunctions } from "../../supabase/stack/functions/config.ts";
import { FunctionHost } from "../../supabase/stack/functions/host.ts";
import { makeGateway, type Upstream } from "../../supabase/stack/gateway/gateway.ts";
import { tempFolder } from "../_support/keep.ts";

export const JWT_SECRET = "a secret of tests with more than 32 bytes";

/** One function: its source, and whether the host asks for a token. */
export interface Source {
  code: string;
  verifyJwt?: boolean;
}

/** A running host and its public address. */
export interface Bench {
  url: string;
  folder: string;
  host: FunctionHost;
  said: string[];
  write(name: string, code: string): Promise<void>;
  stop(): Promise<void>;
}

/** Writes the functions, starts them and a gateway in front; `api` stands for the api process. */
export async function bench(
  sources: Record<string, Source>,
  options: { values?: Partial<Record<Variable, string>>; api?: Upstream } = {},
): Promise<Bench> {
  const root = await tempFolder("functions");
  const folder = join(root, "functions");
  const write = async (name: string, code: string) => {
    await Deno.mkdir(join(folder, name), { recursive: true });
    await Deno.writeTextFile(join(folder, name, "deno.json"), '{ "imports": {} }');
    await Deno.writeTextFile(join(folder, name, "index.ts"), code);
  };
  await Deno.mkdir(folder);
  let config = "";
  for (const [name, { code, verifyJwt }] of Object.entries(sources)) {
    await write(name, code);
    config += `[functions.${name}]\nverify_jwt = ${verifyJwt ?? false}\n` +
      `entrypoint = "../functions/${name}/index.ts"\n` +
      `import_map = "../functions/${name}/deno.json"\n`;
  }
  const file = join(root, "supabase", "config.toml");
  await Deno.mkdir(join(root, "supabase"));
  await Deno.writeTextFile(file, config);

  const said: string[] = [];
  const host = await FunctionHost.start({
    functions: readFunctions(pathToFileURL(file)),
    folder: pathToFileURL(`${folder}/`),
    values: options.values ?? {},
    logFolder: join(root, "logs"),
    say: (line) => said.push(line),
  });
  const tokens = new Tokens(JWT_SECRET);
  const gateway = makeGateway({
    api: () => options.api ?? { name: "api", origin: "http://127.0.0.1:1", ready: false },
    edge: (name) => host.upstream(name),
    verify: (request) => tokens.verify(bearerToken(request) ?? ""),
    allReady: () => host.children().every(({ state }) => state === "ready"),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, { remoteAddr }) => gateway(request, { ip: remoteAddr.hostname }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    folder,
    host,
    said,
    write,
    stop: async () => {
      await server.shutdown();
      await host.stop();
    },
  };
}

/** Asks until `good` holds, at most ten seconds. */
export async function until<T>(ask: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let waited = 0;; waited += 50) {
    const value = await ask();
    if (good(value) || waited > 10_000) return value;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** A bearer token of the bench's secret. */
export function token(claims: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const usual = { sub: crypto.randomUUID(), role: "authenticated", aud: "authenticated" };
  return new Tokens(JWT_SECRET).sign({ ...usual, iat: now, exp: now + 60, ...claims });
}
