import { createServer } from "node:net";
import { join } from "node:path";
import { binariesOf } from "./binaries.ts";
import { prepareDataDir } from "./data_dir.ts";
import { clearRemains, livesIn, readPostmaster } from "./postmaster.ts";
import { explain, runProgram } from "./programs.ts";
import { findRunAs, placeForData } from "./run_as.ts";
import { readSettings, settingsText, writeSettings } from "./settings.ts";

export { findDebian15 } from "./binaries.ts";

/** A running PostgreSQL server on loopback. */
export interface Cluster {
  /** The superuser's connection to database `postgres`. */
  url: string;
  port: number;
  dataDir: string;
  isRunning(): Promise<boolean>;
  /** "fast" (default) ends sessions and writes a checkpoint; "immediate" leaves it to recovery. */
  stop(mode?: "fast" | "immediate"): Promise<void>;
}

/** How to start a server. */
export interface ClusterOptions {
  /** State home; the server's files go to `postgres/` inside it. */
  home: string;
  /** 0 or undefined: any free one. */
  port?: number;
  /** "embedded" (default) is PostgreSQL 17 from npm; "debian15" is Debian's with pg_cron. */
  flavor?: "embedded" | "debian15";
  /** Server settings that replace or join ours, e.g. `cron.database_name`. */
  settings?: Record<string, string>;
  onProgress?: (line: string) => void;
}

/** Seconds pg_ctl waits for the server; recovery after a crash counts in. */
const START_SECONDS = "120";
const LOG_KEPT_BYTES = 10_000_000;

/** A port of loopback nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function freshLog(log: string): Promise<number> {
  const size = await Deno.stat(log).then((info) => info.size, () => 0);
  if (size <= LOG_KEPT_BYTES) return size;
  await Deno.remove(log);
  return 0;
}

/**
 * Starts (or finds running) the server of a state home; data is kept between starts.
 * Throws StackError, one sentence with what to do, when it cannot.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const onProgress = options.onProgress ?? (() => {});
  const user = await findRunAs();
  const binaries = await binariesOf(options.flavor ?? "embedded", user, onProgress);
  const folder = await placeForData(options.home, user);
  const { dataDir, password } = await prepareDataDir(
    options.home,
    folder,
    binaries,
    user,
    onProgress,
  );
  const control = (args: string[]) =>
    runProgram(binaries, user, "pg_ctl", ["-D", dataDir, "-w", "-t", START_SECONDS, ...args]);

  const isRunning = async () => {
    const known = await readPostmaster(dataDir);
    return known !== undefined && await livesIn(known.pid, dataDir);
  };
  const stop = async (mode: "fast" | "immediate" = "fast") => {
    if (!await isRunning()) return;
    const outcome = await control(["stop", "-m", mode]);
    if (!outcome.success && await isRunning()) throw explain(outcome.text, { dataDir, port: 0 });
  };
  const cluster = (port: number): Cluster => ({
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    dataDir,
    isRunning,
    stop,
  });

  const settings = settingsText(binaries, options.settings ?? {});
  const known = await isRunning() ? await readPostmaster(dataDir) : undefined;
  if (known) {
    const fits = (!options.port || options.port === known.port) &&
      await readSettings(dataDir) === settings;
    if (fits) return cluster(known.port);
    await stop();
  }
  await clearRemains(dataDir);
  await writeSettings(dataDir, settings);

  const log = join(folder, "postgres.log");
  onProgress("starting PostgreSQL");
  for (let attempt = 1;; attempt++) {
    const port = options.port || await freePort();
    const from = await freshLog(log);
    const outcome = await control(["start", "-l", log, "-o", `-p ${port}`]);
    if (outcome.success) return cluster(port);
    const said = (await Deno.readTextFile(log).catch(() => "")).slice(from) + outcome.text;
    // Between finding a free port and taking it another program may have been faster.
    const retry = !options.port && attempt < 5 && /could not bind/.test(said);
    if (!retry) throw explain(said, { dataDir, port });
  }
}

/** Ends the server of a home if one runs, and removes its data for good. */
export async function removeData(home: string): Promise<void> {
  const folder = await placeForData(home, await findRunAs());
  const dataDir = join(folder, "data");
  const known = await readPostmaster(dataDir);
  if (known && await livesIn(known.pid, dataDir)) Deno.kill(known.pid, "SIGINT");
  await clearRemains(dataDir);
  await Deno.remove(folder, { recursive: true }).catch((thrown) => {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  });
}
