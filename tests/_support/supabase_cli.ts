/** Supabase's own CLI, kept out of the project's dependencies: 135 MB, one platform, tests only. */
import { type Outcome, run } from "./programs.ts";

const TOOLS = new URL("../tools/", import.meta.url);
const BINARY = new URL("node_modules/@supabase/cli-linux-x64/bin/supabase", TOOLS);
const ROOT = new URL("../../", import.meta.url).pathname;

/** Why it cannot run here, or undefined. */
export function cliMissing(): string | undefined {
  const here = `${Deno.build.os}-${Deno.build.arch}`;
  return here === "linux-x86_64"
    ? undefined
    : `the Supabase CLI is pinned for linux-x64, not ${here}`;
}

async function installed(): Promise<string> {
  const present = await Deno.stat(BINARY).then((info) => info.isFile, () => false);
  if (!present) {
    const out = await run(Deno.execPath(), ["install", "--frozen"], { cwd: TOOLS });
    if (out.code !== 0) throw new Error(`the Supabase CLI could not be installed: ${out.stderr}`);
  }
  return BINARY.pathname;
}

/** The flag that names a database of ours. Loopback has no TLS, and asking for it is a warning. */
export function remote(url: string): string {
  return `--remote=${url}?sslmode=disable`;
}

/** Runs the CLI on this repository's `supabase/` without Docker, telemetry or questions. */
export async function supabase(...args: string[]): Promise<Outcome> {
  return await run(await installed(), [...args, "--workdir", ROOT, "--yes"], {
    env: { SUPABASE_TELEMETRY_DISABLED: "1", SUPABASE_NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1" },
  });
}

/** One finding of `supabase db advisors`. */
export interface Advice {
  name: string;
  level: "INFO" | "WARN" | "ERROR";
  detail: string;
  metadata?: { schema?: string; name?: string };
}

/** What Supabase's advisors say of the database at `url`, from INFO upwards. */
export async function advisors(url: string): Promise<Advice[]> {
  const args = ["db", "advisors", remote(url), "--level", "info", "--output-format", "json"];
  const out = await supabase(...args);
  if (out.code !== 0) throw new Error(`supabase db advisors: ${out.stderr}`);
  return (JSON.parse(out.stdout) as { results: Advice[] }).results;
}
