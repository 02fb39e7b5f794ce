import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { StackError } from "../errors.ts";
import type { Binaries } from "./binaries.ts";
import { explain, runProgram } from "./programs.ts";
import { makeOwnFolder, type RunAs } from "./run_as.ts";

/** A fresh cluster takes 40 MB and its first write-ahead log segments as much again. */
const NEEDED_MB = 150;

async function requireSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor(Number(bavail) * Number(bsize) / 1e6);
  if (free >= NEEDED_MB) return;
  throw new StackError(
    `There is no space left for the database in ${folder} (${free} MB free, ${NEEDED_MB} needed): ` +
      "free some, or choose another place with --home.",
  );
}

async function requireVersion(dataDir: string, binaries: Binaries): Promise<void> {
  const found = (await Deno.readTextFile(join(dataDir, "PG_VERSION")).catch(() => "")).trim();
  if (found === String(binaries.major)) return;
  throw new StackError(
    `The data in ${dataDir} was made by PostgreSQL ${found || "(unknown)"} and this is ` +
      `${binaries.major}: empty it with \`deno task reset\`, or choose another place with --home.`,
  );
}

/** The superuser's password of a state home, made once; only its owner can read the file. */
async function passwordOf(home: string): Promise<string> {
  const file = join(home, "postgres.password");
  const known = await Deno.readTextFile(file).catch(() => "");
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await Deno.writeTextFile(file, made, { mode: 0o600 });
  return made;
}

async function initialise(
  folder: string,
  dataDir: string,
  password: string,
  binaries: Binaries,
  user: RunAs | undefined,
): Promise<void> {
  const [draft, secret] = [join(folder, "draft"), join(folder, "secret")];
  await Deno.remove(draft, { recursive: true }).catch(() => undefined);
  await Deno.writeTextFile(secret, password, { mode: 0o600 });
  if (user) await Deno.chown(secret, user.uid, user.gid);
  const locale = binaries.major >= 17
    ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    : ["--locale=C.UTF-8"];
  const args = ["-D", draft, "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256", ...locale];
  try {
    const outcome = await runProgram(binaries, user, "initdb", [...args, `--pwfile=${secret}`]);
    if (!outcome.success) throw explain(outcome.text, { dataDir, port: 0 });
    // A half-made cluster never gets the final name, so an interrupted set-up starts over.
    await Deno.rename(draft, dataDir);
  } finally {
    await Deno.remove(secret).catch(() => undefined);
  }
}

/** Makes the data folder when it is not there, checks it when it is; returns the password. */
export async function prepareDataDir(
  home: string,
  folder: string,
  binaries: Binaries,
  user: RunAs | undefined,
  onProgress: (line: string) => void,
): Promise<{ dataDir: string; password: string }> {
  const dataDir = join(folder, "data");
  await makeOwnFolder(folder, user);
  const password = await passwordOf(home);
  if (existsSync(dataDir)) {
    await requireVersion(dataDir, binaries);
  } else {
    await requireSpace(folder);
    onProgress(`making the database in ${dataDir}`);
    await initialise(folder, dataDir, password, binaries, user);
  }
  return { dataDir, password };
}
