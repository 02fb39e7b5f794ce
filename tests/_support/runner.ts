/** Runs legs: what they share, their processes, their output. */
import { ownCluster, THROW_AWAY } from "./cluster.ts";
import { tempFolder } from "./keep.ts";
import type { Leg, Step } from "./legs.ts";
import { startStack } from "./stack.ts";
import { add, type Tally, tallyOf } from "./tally.ts";

const ROOT = new URL("../../", import.meta.url);
/** No leg comes near; one that hangs must not hold the others' answer for ever. */
const LEG_TIMEOUT_MS = 8 * 60_000;

const running = new Set<Deno.ChildProcess>();

/** Ends the legs under way. */
export function stopLegs(): void {
  for (const child of running) child.kill("SIGTERM");
}

const SHARED = {
  cluster: async () => ({ TALLY_CLUSTER_URL: await ownCluster("embedded", THROW_AWAY) }),
  stack: async () => {
    const { stack } = await startStack({ home: await tempFolder("stack") });
    return { TALLY_STACK: JSON.stringify(stack) };
  },
};
const started = new Map<keyof typeof SHARED, Promise<Record<string, string>>>();

/** Starts what a leg needs, once for all legs, and answers the environment that tells it. */
async function environmentOf(leg: Leg): Promise<Record<string, string>> {
  const parts = await Promise.all(leg.needs.map((need) => {
    if (!started.has(need)) started.set(need, SHARED[need]());
    return started.get(need)!;
  }));
  return Object.assign({ NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" }, ...parts);
}

async function collect(stream: ReadableStream<Uint8Array>, onText: (text: string) => void) {
  const decoder = new TextDecoder();
  for await (const chunk of stream) onText(decoder.decode(chunk, { stream: true }));
}

async function runStep(
  step: Step,
  env: Record<string, string>,
  deadline: number,
  onText: (text: string) => void,
): Promise<Tally> {
  const child = new Deno.Command(Deno.execPath(), {
    args: step,
    cwd: ROOT,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  running.add(child);
  const timer = setTimeout(() => {
    onText("\nthe leg took too long and was ended\n");
    child.kill("SIGKILL");
  }, deadline - Date.now());
  let output = "";
  const hear = (text: string) => {
    output += text;
    onText(text);
  };
  await Promise.all([collect(child.stdout, hear), collect(child.stderr, hear)]);
  const { code } = await child.status;
  clearTimeout(timer);
  running.delete(child);
  return tallyOf(output, code);
}

/** What a leg came to. */
export interface Outcome {
  leg: Leg;
  tally: Tally;
  seconds: number;
  output: string;
}

/** Runs one leg to its end, whatever fails in it; `onText` hears its output as it comes. */
export async function runLeg(leg: Leg, onText: (text: string) => void): Promise<Outcome> {
  const outcome: Outcome = {
    leg,
    tally: { passed: 0, failed: 0, skipped: 0 },
    seconds: 0,
    output: "",
  };
  const hear = (text: string) => {
    outcome.output += text;
    onText(text);
  };
  let from = performance.now();
  try {
    const env = await environmentOf(leg);
    from = performance.now();
    const deadline = Date.now() + LEG_TIMEOUT_MS;
    for (const step of leg.steps) add(outcome.tally, await runStep(step, env, deadline, hear));
  } catch (error) {
    hear(`${(error as Error).message}\n`);
    outcome.tally.failed += 1;
  }
  outcome.seconds = (performance.now() - from) / 1000;
  return outcome;
}
