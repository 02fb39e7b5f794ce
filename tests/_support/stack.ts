/** The running stack tests talk to. */
import type { StackInfo } from "../../supabase/stack/table.ts";
import { keepProcess, tempFolder } from "./keep.ts";

/** What `deno task start --json` prints. Addresses have no slash at the end. */
export type Stack = StackInfo;

/** A stack of one's own: its process, its answer, and its clean end. */
export interface OwnStack {
  stack: Stack;
  process: Deno.ChildProcess;
  home: string;
  stop(): Promise<Deno.CommandStatus>;
}

const ROOT = new URL("../../", import.meta.url);

function parsed(text: string): Stack | undefined {
  try {
    return JSON.parse(text) as Stack;
  } catch {
    return undefined;
  }
}

/** The first whole JSON value of the stack's output, or undefined when it ended without one. */
async function readAnswer(output: ReadableStream<Uint8Array>): Promise<Stack | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of output.values({ preventCancel: true })) {
    text += decoder.decode(chunk, { stream: true });
    const answer = parsed(text);
    if (answer) return answer;
  }
  return undefined;
}

/**
 * Starts a stack, by default in a folder of its own on free ports; it ends with this process.
 * Rejects with what the stack said when it does not come up.
 */
export async function startStack(options: { home?: string; args?: string[] } = {}) {
  const home = options.home ?? await tempFolder("stack");
  const args = options.args ?? ["--no-limits"];
  const process = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start", "--json", "--home", home, "--port", "0", ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await keepProcess(process);
  const said = new Response(process.stderr).text();
  const answer = await readAnswer(process.stdout);
  if (!answer) throw new Error(`the stack did not start:\n${await said}`);
  const own: OwnStack = {
    stack: answer,
    process,
    home,
    stop: () => {
      process.kill("SIGTERM");
      return process.status;
    },
  };
  return own;
}

let shared: Promise<Stack> | undefined;

/** The run's stack (TALLY_STACK), or one of this process when a file is tested alone. */
export function stack(): Promise<Stack> {
  const given = Deno.env.get("TALLY_STACK");
  shared ??= given
    ? Promise.resolve(JSON.parse(given) as Stack)
    : startStack().then((own) => own.stack);
  return shared;
}
