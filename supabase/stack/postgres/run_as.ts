import { dirname, join, resolve } from "node:path";
import { StackError } from "../errors.ts";

/** The operating system user a PostgreSQL server runs as; undefined means "ourselves". */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

async function lookUp(name: string): Promise<RunAs | undefined> {
  const ask = async (flag: string) => {
    const out = await new Deno.Command("id", { args: [flag, name], stderr: "null" }).output();
    return out.success ? Number(new TextDecoder().decode(out.stdout).trim()) : undefined;
  };
  const [uid, gid] = [await ask("-u"), await ask("-g")];
  return uid === undefined || gid === undefined ? undefined : { name, uid, gid };
}

/** PostgreSQL refuses to run as root, so root hands it to `postgres`, else to `nobody`. */
export async function findRunAs(): Promise<RunAs | undefined> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const user = await lookUp(name);
    if (user) return user;
  }
  throw new StackError(
    "PostgreSQL does not run as root and there is no user postgres or nobody: " +
      "run the command as an ordinary user.",
  );
}

function mayPass(info: Deno.FileInfo, user: RunAs): boolean {
  const mode = info.mode ?? 0o777;
  if (info.uid === user.uid) return (mode & 0o100) !== 0;
  if (info.gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** Whether `user` can reach what lies inside the folder `path` (every folder on the way counts). */
export async function canReach(path: string, user: RunAs): Promise<boolean> {
  let folder = resolve(path);
  while (true) {
    const info = await Deno.stat(folder).catch(() => undefined);
    if (info && !mayPass(info, user)) return false;
    const parent = dirname(folder);
    if (parent === folder) return true;
    folder = parent;
  }
}

/** Makes a folder that belongs to the server's user and to nobody else. */
export async function makeOwnFolder(path: string, user: RunAs | undefined): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  if (user) await Deno.chown(path, user.uid, user.gid);
}

/**
 * Where the server's files of a state home lie: in the home itself, or, when root's home cannot be
 * reached by the server's user (a clone below /root), in a folder of /var/lib named after it.
 */
export async function placeForData(home: string, user: RunAs | undefined): Promise<string> {
  const inHome = join(resolve(home), "postgres");
  await Deno.mkdir(home, { recursive: true });
  if (!user) return inHome;
  const info = await Deno.stat(home);
  if (info.uid === 0 && info.mode !== null) await Deno.chmod(home, info.mode | 0o111);
  if (await canReach(home, user)) return inHome;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(resolve(home)));
  const name = Array.from(
    new Uint8Array(digest).slice(0, 6),
    (b) => b.toString(16).padStart(2, "0"),
  );
  return join("/var/lib/tallybase", name.join(""));
}

/** The per-user cache folder; root's lies where the server's user can read it. */
export async function cacheFolder(user: RunAs | undefined): Promise<string> {
  const env = (name: string) => Deno.env.get(name) || undefined;
  const chosen = env("XDG_CACHE_HOME");
  if (user) {
    const usable = chosen !== undefined && await canReach(chosen, user);
    return join(usable ? chosen : "/var/cache", "tallybase");
  }
  const home = env("HOME") ?? env("USERPROFILE") ?? Deno.cwd();
  const usual: Record<string, string> = {
    darwin: join(home, "Library", "Caches"),
    windows: env("LOCALAPPDATA") ?? join(home, "AppData", "Local"),
  };
  return join(chosen ?? usual[Deno.build.os] ?? join(home, ".cache"), "tallybase");
}
