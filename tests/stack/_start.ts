/** The commands of the stack, as a person runs them. */
import { fileURLToPath } from "node:url";
import type { StackInfo } from "../../supabase/stack/table.ts";
import { keep } from "../_support/keep.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** How a command ended and what it said. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a command of supabase/stack/ to its end. */
export async function run(
  command: "start" | "reset" | "catalog",
  args: string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `supabase/stack/${command}.ts`, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** A stack that runs; `started` resolves when it said that it is up. */
export interface Running {
  process: Deno.ChildProcess;
  started: Promise<StackInfo>;
  /** Everything it said, once it has ended. */
  ended: Promise<Ended>;
}

/** Starts a stack in `home` with `--json`. */
export async function launch(home: string, env: Record<string, string> = {}): Promise<Running> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "supabase/stack/start.ts"].concat(
      ["--json", "--home", home, "--port", "0", "--no-limits"],
    ),
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await keep({ pid: process.pid });
  const { promise: started, resolve: tell, reject: refuse } = Promise.withResolvers<StackInfo>();
  started.catch(() => {});
  const listen = async () => {
    let text = "";
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.endsWith("}\n")) tell(JSON.parse(text));
    }
    return text;
  };
  const ended = (async () => {
    const [out, err] = await Promise.all([listen(), new Response(process.stderr).text()]);
    refuse(new Error(err));
    return { code: (await process.status).code, out, err };
  })();
  return { process, started, ended };
}

/** Ends a stack as Ctrl-C does. */
export function end(running: Running): Promise<Ended> {
  running.process.kill("SIGTERM");
  return running.ended;
}
