/** `deno task start [--json] [--home DIR] [--port N] [--no-limits]`: the whole stack, until Ctrl-C. */
import { messageOf, StackError } from "./errors.ts";
import { launcherGone } from "./launcher.ts";
import { readOptions } from "./options.ts";
import { Stack } from "./stack.ts";
import { table } from "./table.ts";

const begun = performance.now();

function say(line: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
  console.error(`${seconds} s  ${line}`);
}

function complain(thrown: unknown): void {
  // A sentence is for people; anything else is a fault of ours and shows where.
  console.error(thrown instanceof StackError ? thrown.message : thrown);
}

async function main(): Promise<number> {
  let stack: Stack;
  try {
    const options = readOptions(Deno.args);
    stack = new Stack(options, say);
    const asked = askedToEnd();
    try {
      const info = await Promise.race([stack.start(), asked]);
      if (info) {
        const seconds = (performance.now() - begun) / 1000;
        const colour = Deno.stdout.isTerminal() && !Deno.noColor;
        const more = { home: options.home, seconds, colour };
        console.log(options.json ? JSON.stringify(info) : table(info, more));
        await asked;
      }
      say("ending");
    } finally {
      await stack.stop();
    }
    return 0;
  } catch (thrown) {
    complain(thrown);
    return 1;
  }
}

/** Resolves at the first SIGINT or SIGTERM, for us or for npx. */
function askedToEnd(): Promise<undefined> {
  return new Promise((done) => {
    const signals: Deno.Signal[] = Deno.build.os === "windows"
      ? ["SIGINT"]
      : ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) Deno.addSignalListener(signal, () => done(undefined));
    launcherGone().then(() => done(undefined));
  });
}

// One fault must not take the whole stack away from its user.
globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  say(`unexpected: ${messageOf(event.reason)}`);
});
globalThis.addEventListener("error", (event) => {
  event.preventDefault();
  say(`unexpected: ${messageOf(event.error)}`);
});

Deno.exit(await main());
