import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StackError } from "../errors.ts";
import { ROOT } from "../options.ts";

const WEB = fileURLToPath(new URL("web/", ROOT));

/** Where the built pages are. */
export const DIST = join(WEB, "dist");

async function newest(folder: string, skip: string): Promise<number> {
  let latest = 0;
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (path === skip) continue;
    const time = entry.isDirectory
      ? await newest(path, skip)
      : (await Deno.stat(path)).mtime?.getTime() ?? 0;
    latest = Math.max(latest, time);
  }
  return latest;
}

async function isFresh(): Promise<boolean> {
  const built = await Deno.stat(join(DIST, "index.html")).then((info) => info.mtime, () => null);
  const lock = (await Deno.stat(new URL("deno.lock", ROOT))).mtime;
  return built !== null && lock !== null && built >= lock &&
    built.getTime() >= await newest(WEB, DIST);
}

/** Builds the pages when they are missing or older than their sources. */
export async function buildPages(say: (line: string) => void): Promise<void> {
  if (await isFresh()) return;
  say("building the web pages");
  const outcome = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", join(WEB, "build.ts")],
    cwd: fileURLToPath(ROOT),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (outcome.success) return;
  const said = new TextDecoder().decode(outcome.stderr).trim().split("\n").slice(0, 3).join(" ");
  throw new StackError(`The web pages could not be built (${said}): run \`deno task build\`.`);
}
