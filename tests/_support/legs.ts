/** The legs of `deno task test`, in the order they are started. */

/** Arguments of one `deno …` process. */
export type Step = string[];

/** A part of the suite that can be run by its name. */
export interface Leg {
  name: string;
  /** What the runner starts before it and shares with the others. */
  needs: ("cluster" | "stack")[];
  steps: Step[];
  /** Runs while nothing else does: it measures times or kills processes. */
  alone?: true;
}

// Types are the static leg's business: checking them again would cost each leg seconds.
const tests = (...paths: string[]): Step => ["test", "-A", "--no-check", ...paths];

/** Slow ones first: two run side by side. */
export const LEGS: Leg[] = [
  { name: "pg15", needs: [], steps: [tests("tests/db/pg15")] },
  { name: "static", needs: [], steps: [["task", "--quiet", "check"], tests("tests/static")] },
  {
    name: "db",
    needs: ["cluster"],
    steps: [["run", "-A", "tests/db/run.ts"], tests("tests/db", "--ignore=tests/db/pg15")],
  },
  { name: "races", needs: ["cluster"], steps: [tests("tests/races")] },
  { name: "web", needs: ["stack"], steps: [tests("tests/web")] },
  { name: "client", needs: ["stack"], steps: [tests("tests/client")] },
  { name: "functions", needs: ["cluster", "stack"], steps: [tests("tests/functions")] },
  { name: "stripe", needs: [], steps: [tests("tests/stripe")] },
  { name: "stack", needs: [], steps: [tests("tests/stack")], alone: true },
  { name: "chaos", needs: [], steps: [tests("tests/chaos")], alone: true },
];
