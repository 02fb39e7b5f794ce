import { fileURLToPath } from "node:url";
import type { Variable } from "../../../functions/_shared/env.ts";
import type { Upstream } from "../gateway/gateway.ts";
import { freePort } from "../postgres/mod.ts";
import { Child } from "../supervisor/child.ts";
import type { DeclaredFunction } from "./config.ts";
import { grantedTo } from "./grants.ts";

/** How the host runs functions. */
export interface HostOptions {
  functions: DeclaredFunction[];
  /** The folder that holds every function and what they share. */
  folder: URL;
  values: Partial<Record<Variable, string>>;
  logFolder: string;
  say: (line: string) => void;
}

interface Edge {
  declared: DeclaredFunction;
  child: Child;
  origin: string;
}

const SERVE = fileURLToPath(new URL("./serve.ts", import.meta.url));
/** An editor writes a file in several steps; one reload is enough. */
const SETTLE_MS = 150;
const STRIPE_HOSTS = ["api.stripe.com:443"];

/** The places a granted address leads to, as Deno's permission wants them. */
function hostsOf(env: Record<string, string>): string[] {
  const urls = [env.SUPABASE_URL, env.STRIPE_API_BASE].filter((url) => url !== undefined);
  const own = urls.map((url) => new URL(url)).map(({ hostname, port, protocol }) =>
    `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`
  );
  return env.STRIPE_API_BASE ? own : [...own, ...STRIPE_HOSTS];
}

/** Runs every edge function in a process of its own and reloads it when its code changes. */
export class FunctionHost {
  #edges = new Map<string, Edge>();
  #watcher: Deno.FsWatcher | undefined;
  #options: HostOptions;

  private constructor(options: HostOptions) {
    this.#options = options;
  }

  static async start(options: HostOptions): Promise<FunctionHost> {
    const host = new FunctionHost(options);
    for (const declared of options.functions) await host.#add(declared);
    host.#watch();
    return host;
  }

  async #add(declared: DeclaredFunction) {
    const { values, logFolder, say, folder } = this.#options;
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const env = grantedTo(declared.name, values);
    const net = [`127.0.0.1:${port}`, ...hostsOf(env)];
    const child = new Child({
      name: declared.name,
      script: SERVE,
      flags: [
        `--import-map=${declared.importMap}`,
        `--allow-net=${net.join(",")}`,
        `--allow-env=${[...Object.keys(env), "FUNCTION_ENTRY", "FUNCTION_PORT"].join(",")}`,
        "--ignore-env",
        `--allow-read=${fileURLToPath(folder)}`,
      ],
      env: { ...env, FUNCTION_ENTRY: declared.entry, FUNCTION_PORT: String(port) },
      readyUrl: `${origin}/_ready`,
      logFolder,
      onTrouble: say,
    });
    this.#edges.set(declared.name, { declared, child, origin });
    child.start();
  }

  /** Where calls of a function go. */
  upstream(name: string): (Upstream & { verifyJwt: boolean }) | undefined {
    const edge = this.#edges.get(name);
    if (!edge) return undefined;
    const { declared, child, origin } = edge;
    return { name, origin, ready: child.state === "ready", verifyJwt: declared.verifyJwt };
  }

  children(): Child[] {
    return [...this.#edges.values()].map(({ child }) => child);
  }

  /** A changed file reloads its function; a shared one reloads all of them. */
  async #watch() {
    const folder = fileURLToPath(this.#options.folder);
    this.#watcher = Deno.watchFs(folder, { recursive: true });
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    for await (const event of this.#watcher) {
      if (event.kind === "access") continue;
      for (const path of event.paths) {
        changed.add(path.slice(folder.length).split(/[\\/]/)[0] ?? "");
      }
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.#reload([...changed]);
        changed.clear();
      }, SETTLE_MS);
    }
    clearTimeout(timer);
  }

  #reload(folders: string[]) {
    const all = folders.some((name) => !this.#edges.has(name));
    for (const [name, { child }] of this.#edges) {
      if (!all && !folders.includes(name)) continue;
      this.#options.say(`${name} changed, loading it again`);
      child.restart();
    }
  }

  async stop(): Promise<void> {
    this.#watcher?.close();
    await Promise.all(this.children().map((child) => child.stop()));
  }
}
