import { fileURLToPath } from "node:url";
import { StackError } from "../errors.ts";
import { ChildLog } from "./log.ts";

/** A program of the stack that runs in its own Deno process. */
export interface ChildSpec {
  name: string;
  /** Permissions and other flags of Deno. */
  flags: string[];
  script: string;
  /** The whole environment of the child; it inherits nothing else but where Deno keeps its cache. */
  env: Record<string, string>;
  /** Answers 200 when the child is usable. */
  readyUrl: string;
  logFolder: string;
  /** Told when the child ended by itself and comes back. */
  onTrouble?: (line: string) => void;
}

export type ChildState = "starting" | "ready" | "waiting" | "stopped";

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
/** A child that held out this long has earned a quick restart again. */
const STEADY_MS = 10_000;
const PROBE_MS = 40;
const GRACE_MS = 5_000;
const LIFELINE = fileURLToPath(new URL("./lifeline.ts", import.meta.url));
const QUIET = ["--quiet", "--no-prompt", "--no-check"];
const PASSED_ON = [
  "DENO_DIR",
  "HOME",
  "XDG_CACHE_HOME",
  "LOCALAPPDATA",
  "USERPROFILE",
  "SystemRoot",
];

function basicEnv(): Record<string, string> {
  const env: Record<string, string> = { NO_COLOR: "1", DENO_NO_PROMPT: "1" };
  for (const name of PASSED_ON) {
    const value = Deno.env.get(name);
    if (value) env[name] = value;
  }
  return env;
}

/** Keeps one child alive: starts it, sees when it is usable, brings it back when it ends. */
export class Child {
  readonly name: string;
  state: ChildState = "stopped";
  #spec: ChildSpec;
  #log: ChildLog;
  #process: Deno.ChildProcess | undefined;
  #loop: Promise<void> | undefined;
  #stopping = false;
  #wait = FIRST_WAIT_MS;
  #wake: () => void = () => {};

  constructor(spec: ChildSpec) {
    this.#spec = spec;
    this.name = spec.name;
    this.#log = new ChildLog(spec.logFolder, spec.name);
  }

  /** The operating system's number of the running process, for tests and `stack.json`. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    this.#loop ??= this.#keepAlive();
  }

  /** Resolves when the child is usable; throws a sentence with its last words when it is not. */
  async ready(seconds: number): Promise<void> {
    const until = Date.now() + seconds * 1000;
    while (this.state !== "ready") {
      if (Date.now() > until || this.state === "stopped") {
        const words = this.#log.tail.slice(-4).join(" | ") || "it said nothing";
        throw new StackError(
          `The ${this.name} process does not come up (${words}): its log is ${this.#log.path}.`,
        );
      }
      await new Promise((done) => setTimeout(done, PROBE_MS));
    }
  }

  /** Ends the running process; the next one starts at once, with the code as it is now. */
  async restart(): Promise<void> {
    this.#wait = 0;
    this.#wake();
    await this.#end();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#end();
    await this.#loop;
    this.#log.close();
  }

  async #keepAlive() {
    while (!this.#stopping) {
      const begun = Date.now();
      const status = await this.#runOnce();
      if (this.#stopping) break;
      if (Date.now() - begun > STEADY_MS) this.#wait = Math.min(this.#wait, FIRST_WAIT_MS);
      this.state = "waiting";
      await this.#pause(status);
    }
    this.state = "stopped";
  }

  async #pause(status: Deno.CommandStatus) {
    const wait = this.#wait;
    this.#wait = Math.min(Math.max(wait, FIRST_WAIT_MS) * 2, LONGEST_WAIT_MS);
    if (wait === 0) return;
    const how = status.signal ?? `code ${status.code}`;
    this.#spec.onTrouble?.(`${this.name} ended (${how}), back in ${(wait / 1000).toFixed(1)} s`);
    await new Promise<void>((done) => {
      const timer = setTimeout(done, wait);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  async #runOnce(): Promise<Deno.CommandStatus> {
    const { flags, script, env } = this.#spec;
    this.state = "starting";
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", ...QUIET, "--preload", LIFELINE, ...flags, script, String(Deno.pid)],
      clearEnv: true,
      env: { ...basicEnv(), ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // Ctrl-C goes to the parent alone, which ends its children in order.
      detached: Deno.build.os !== "windows",
    }).spawn();
    this.#process = process;
    const logs = Promise.all([this.#log.follow(process.stdout), this.#log.follow(process.stderr)]);
    const ended = process.status;
    let alive = true;
    ended.finally(() => alive = false);
    while (alive && !await this.#answers()) {
      await new Promise((done) => setTimeout(done, PROBE_MS));
    }
    if (alive) this.state = "ready";
    const status = await ended;
    this.#process = undefined;
    await logs;
    return status;
  }

  async #answers(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(2_000);
      const answer = await fetch(this.#spec.readyUrl, { signal });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  }

  async #end() {
    const process = this.#process;
    if (!process) return;
    const send = (signal: Deno.Signal) => {
      try {
        process.kill(signal);
      } catch { /* It has ended already. */ }
    };
    send("SIGTERM");
    const timer = setTimeout(() => send("SIGKILL"), GRACE_MS);
    await process.status;
    clearTimeout(timer);
  }
}
