/**
 * `npx deno task start` is a chain of processes: npx starts a shell, the shell `deno task`, and that
 * starts us. A SIGTERM for npx ends the shell and is not handed on, so the chain itself is watched.
 */

interface Link {
  parent: number;
  command: string[];
}

const LOOK_MS = 500;
/** What starts us on somebody's behalf. A person's own shell may end long before we do. */
const LAUNCHER = /(^|[\\/])deno task |(^|[\\/])node \S*deno(\/bin\.cjs)? |^npm exec |[\\/]npx /;
const NPX_SHELL = /^(\S*\/)?sh -c \W?deno\W? task /;

async function readLink(pid: number): Promise<Link | undefined> {
  try {
    if (Deno.build.os === "linux") {
      const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
      const command = await Deno.readTextFile(`/proc/${pid}/cmdline`);
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return { parent, command: command.split("\0") };
    }
    const args = ["-o", "ppid=,command=", "-p", String(pid)];
    const { stdout } = await new Deno.Command("ps", { args, stderr: "null" }).output();
    const [parent, ...command] = new TextDecoder().decode(stdout).trim().split(/\s+/);
    return { parent: Number(parent), command };
  } catch {
    return undefined;
  }
}

/** Our launchers, nearest first. */
async function findLaunchers(): Promise<number[]> {
  const found: number[] = [];
  for (let pid = Deno.ppid; pid > 1;) {
    const link = await readLink(pid);
    const command = link?.command.join(" ") ?? "";
    if (!link || !(LAUNCHER.test(command) || NPX_SHELL.test(command))) break;
    found.push(pid);
    pid = link.parent;
  }
  return found;
}

/** Resolves when one of the processes that started us for a person is gone. */
export async function launcherGone(): Promise<void> {
  if (Deno.build.os === "windows") return new Promise(() => {});
  const launchers = await findLaunchers();
  const whole = async () => {
    if (launchers.length > 0 && Deno.ppid !== launchers[0]) return false;
    for (const [at, pid] of launchers.entries()) {
      const above = launchers[at + 1];
      if (above !== undefined && (await readLink(pid))?.parent !== above) return false;
    }
    return true;
  };
  while (await whole()) await new Promise((done) => setTimeout(done, LOOK_MS));
}
