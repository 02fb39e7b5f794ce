import { join } from "node:path";
import { messageOf, StackError } from "../errors.ts";
import type { Binaries } from "./binaries.ts";
import type { RunAs } from "./run_as.ts";

const SUFFIX = Deno.build.os === "windows" ? ".exe" : "";

/** What a program of PostgreSQL said and how it ended. */
export interface Outcome {
  success: boolean;
  text: string;
}

/** Runs initdb or pg_ctl as the server's user, in the server's folder. */
export async function runProgram(
  binaries: Binaries,
  user: RunAs | undefined,
  program: "initdb" | "pg_ctl",
  args: string[],
): Promise<Outcome> {
  const path = join(binaries.bin, program + SUFFIX);
  try {
    const { success, stdout, stderr } = await new Deno.Command(path, {
      args,
      // Root's own working directory may be closed to the server's user.
      cwd: binaries.bin,
      env: { ...binaries.env, LC_ALL: "C", TZ: "UTC" },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (thrown) {
    throw new StackError(
      `PostgreSQL's ${program} cannot be executed here (${messageOf(thrown)}): ` +
        "it needs a glibc Linux, macOS or Windows and a cache folder without `noexec`.",
    );
  }
}

/** Turns what the server or initdb printed into one sentence saying what to do. */
export function explain(text: string, where: { dataDir: string; port: number }): StackError {
  if (/No space left on device|ENOSPC/i.test(text)) {
    return new StackError(
      `There is no space left for the database in ${where.dataDir}: free some, or choose another ` +
        "place with --home.",
    );
  }
  if (/could not bind|Address already in use/i.test(text)) {
    return new StackError(
      `Port ${where.port} is taken by another program: end it, or choose other ports with ` +
        "--port (0 takes any free ones).",
    );
  }
  if (/Permission denied/i.test(text)) {
    return new StackError(
      `The database may not use ${where.dataDir} (permission denied): give the folder to the user ` +
        "who runs the command, or choose another place with --home.",
    );
  }
  const last = text.trim().split("\n").filter((line) => /FATAL|PANIC|ERROR|error:/i.test(line));
  return new StackError(
    `PostgreSQL did not start in ${where.dataDir} (${last.at(-1)?.trim() ?? "no reason given"}): ` +
      `its log is ${join(where.dataDir, "..", "postgres.log")}.`,
  );
}
