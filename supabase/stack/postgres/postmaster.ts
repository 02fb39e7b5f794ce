import { join } from "node:path";
import process from "node:process";

/** What `postmaster.pid` says. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** Reads `postmaster.pid`; undefined when there is none or it is incomplete. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await Deno.readTextFile(join(dataDir, "postmaster.pid")).catch(() => "");
  const [pid, , , port] = text.split("\n");
  return Number(pid) > 0 && Number(port) > 0 ? { pid: Number(pid), port: Number(port) } : undefined;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: string }).code === "EPERM";
  }
}

/**
 * Whether `pid` is a live process working in `dataDir`. Linux tells it exactly, which matters after
 * a crash: the number may belong to another program by now, or to a dead child nobody collected.
 */
export async function livesIn(pid: number, dataDir: string): Promise<boolean> {
  if (Deno.build.os !== "linux") return answersSignals(pid);
  try {
    return await Deno.readLink(`/proc/${pid}/cwd`) === await Deno.realPath(dataDir);
  } catch {
    return false;
  }
}

/** Processes a killed postmaster left behind in `dataDir`, which keep its shared memory in use. */
async function findOrphans(dataDir: string): Promise<number[]> {
  if (Deno.build.os !== "linux") return [];
  const found: number[] = [];
  for await (const entry of Deno.readDir("/proc")) {
    const pid = Number(entry.name);
    if (pid > 0 && await livesIn(pid, dataDir)) found.push(pid);
  }
  return found;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Clears what a killed server left: waits for its backends to notice (they end by themselves when
 * idle), ends those that do not, and removes a `postmaster.pid` that names a foreign process.
 */
export async function clearRemains(dataDir: string): Promise<void> {
  for (let round = 0; (await findOrphans(dataDir)).length > 0 && round < 20; round++) {
    await pause(100);
  }
  for (const pid of await findOrphans(dataDir)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch { /* It ended meanwhile. */ }
  }
  const left = await readPostmaster(dataDir);
  if (left && !await livesIn(left.pid, dataDir)) {
    await Deno.remove(join(dataDir, "postmaster.pid")).catch(() => undefined);
  }
}
