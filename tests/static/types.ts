/** `deno check`, for the repository and for each function as it is deployed. */
import { run } from "../_support/programs.ts";
import { ROOT } from "./files.ts";

async function check(args: string[], cwd: URL): Promise<string[]> {
  const out = await run(Deno.execPath(), ["check", "--quiet", ...args], {
    cwd,
    env: { NO_COLOR: "1" },
  });
  return out.code === 0 ? [] : out.stderr.trim().split("\n");
}

/** Type errors of everything under the root's configuration. */
export function repositoryTypes(): Promise<string[]> {
  return check([], ROOT);
}

/** Type errors of each function under its own `deno.json`, the one it is deployed with. */
export async function functionTypes(): Promise<string[]> {
  const folders = [...Deno.readDirSync(new URL("functions/", ROOT))]
    .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("_"));
  const found = await Promise.all(folders.map(async ({ name }) => {
    const folder = new URL(`functions/${name}/`, ROOT);
    const lines = await check(["--config", "deno.json", "index.ts"], folder);
    return lines.map((line) => `${name}: ${line}`);
  }));
  return found.flat();
}
