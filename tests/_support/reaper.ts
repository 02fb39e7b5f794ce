/**
 * Ends what a test run started, however the run ended: it is told over its standard input, and acts
 * when that closes, which the kernel does even for a run that was killed. One JSON `Kept` per line.
 */
import { join } from "node:path";

/** One thing to end: a process by id, a PostgreSQL server by data folder, a folder to remove. */
export type Kept =
  | { pid: number }
  /** A process that ended by itself: its number may be somebody else's by now. */
  | { gone: number }
  | { postgres: string }
  | { folder: string }
  /** Every process whose environment holds this `NAME=value` (Linux only): what tests forgot. */
  | { marker: string }
  /** The run ended by itself: what it started may need a moment to follow. */
  | { orderly: true };

const GRACE_MS = 8_000;
const LEAVING_MS = 5_000;

function alive(pid: number): boolean {
  try {
    // Signal 0 does not exist in Deno's API; SIGCONT does nothing to a process that runs.
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch {
    // Already gone.
  }
}

async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const text = await Deno.readTextFile(join(dataDir, "postmaster.pid")).catch(() => "");
  return Number(text.split("\n")[0]) || undefined;
}

async function markedBy(marker: string): Promise<number[]> {
  if (Deno.build.os !== "linux") return [];
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    const environment = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
    if (environment.split("\0").includes(marker)) found.push(Number(name));
  }
  return found;
}

/** What is marked and does not go by itself: tests end their own things a moment after they exit. */
async function whatStays(marker: string, patienceMs: number): Promise<number[]> {
  let left = await markedBy(marker);
  for (let waited = 0; left.length > 0 && waited < patienceMs; waited += 100) {
    await new Promise((done) => setTimeout(done, 100));
    left = await markedBy(marker);
  }
  return left;
}

async function endAll(pids: { pid: number; name: Deno.Signal }[]): Promise<void> {
  for (const { pid, name } of pids) signal(pid, name);
  for (let waited = 0; waited < GRACE_MS; waited += 50) {
    if (!pids.some(({ pid }) => alive(pid))) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  for (const { pid } of pids) signal(pid, "SIGKILL");
}

async function nameOf(pid: number): Promise<string> {
  const line = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
  return line.replaceAll("\0", " ").slice(0, 120);
}

async function reap(kept: Kept[]): Promise<void> {
  const orderly = kept.some((one) => "orderly" in one);
  const pids = new Set<number>();
  for (const one of kept) {
    if ("pid" in one) pids.add(one.pid);
    if ("gone" in one) pids.delete(one.gone);
  }
  await endAll([...pids].map((pid) => ({ pid, name: "SIGTERM" })));
  const servers: { pid: number; name: Deno.Signal }[] = [];
  for (const one of kept) {
    const pid = "postgres" in one ? await postmasterOf(one.postgres) : undefined;
    // SIGQUIT is PostgreSQL's immediate shutdown: the data goes away with it.
    if (pid) servers.push({ pid, name: "SIGQUIT" });
  }
  await endAll(servers);
  for (const one of kept) {
    if (!("marker" in one)) continue;
    const left = await whatStays(one.marker, orderly ? LEAVING_MS : 0);
    for (const pid of left) say(`left running: ${pid} ${await nameOf(pid)}`);
    await endAll(left.map((pid) => ({ pid, name: "SIGTERM" })));
  }
  for (const one of kept) {
    if ("folder" in one) await Deno.remove(one.folder, { recursive: true }).catch(() => {});
  }
}

function say(line: string): void {
  try {
    Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // Whoever listened is gone.
  }
}

if (import.meta.main) {
  // Ctrl-C reaches the whole terminal group; the reaper must outlive it.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, () => {});
  }
  const input = await new Response(Deno.stdin.readable).text();
  await reap(input.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Kept));
  Deno.exit(0);
}
