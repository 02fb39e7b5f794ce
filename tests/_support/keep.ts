/** Tells the reaper what this process started; see reaper.ts. */
import type { Kept } from "./reaper.ts";

interface Reaper {
  tell(kept: Kept): Promise<void>;
  /** Closes the reaper's input and answers what it had to say. */
  finish(): Promise<string>;
}

let reaper: Reaper | undefined;

function startReaper(): Reaper {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("reaper.ts", import.meta.url).href],
    // Without the run's marker, or the reaper would find itself.
    env: { TALLY_TEST_RUN: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    detached: true,
  }).spawn();
  child.unref();
  const writer = child.stdin.getWriter();
  return {
    tell: (kept) => writer.write(new TextEncoder().encode(`${JSON.stringify(kept)}\n`)),
    finish: async () => {
      child.ref();
      await writer.close();
      return new TextDecoder().decode((await child.output()).stdout);
    },
  };
}

/** From here on, this thing ends when this process does. */
export function keep(kept: Kept): Promise<void> {
  reaper ??= startReaper();
  return reaper.tell(kept);
}

/** The same for a process, until it ends by itself. */
export async function keepProcess(process: Deno.ChildProcess): Promise<void> {
  await keep({ pid: process.pid });
  process.status.then(() => reaper?.tell({ gone: process.pid }).catch(() => {}));
}

/** Ends everything kept, now. Answers one line per process nobody had ended. */
export async function endKept(): Promise<string> {
  await reaper?.tell({ orderly: true });
  const said = await reaper?.finish() ?? "";
  reaper = undefined;
  return said.trim();
}

/** A temporary folder that goes away with this process. */
export async function tempFolder(prefix: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: `tallybase-${prefix}-` });
  await keep({ folder });
  return folder;
}
