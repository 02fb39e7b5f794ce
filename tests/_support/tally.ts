/** Counts of a test run, read from what its programs print last. */

/** How many of each. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Deno's `ok | 12 passed (3 steps) | 0 failed | 1 ignored`, ours `12 passed, 0 failed`. */
const SUMMARY = /(\d+) passed[^|,\n]*(?:\||,) *(\d+) failed(?:[^\n]*?(\d+) (?:ignored|skipped))?/g;

/** What one program's output and exit code amount to; one without a summary counts as one test. */
export function tallyOf(output: string, code: number): Tally {
  const last = [...output.matchAll(SUMMARY)].at(-1);
  if (!last) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const [passed, failed, skipped] = last.slice(1).map((digits) => Number(digits ?? 0));
  // A program that counted no failure and still failed crashed after its last test.
  return { passed: passed!, failed: failed || (code === 0 ? 0 : 1), skipped: skipped! };
}

/** Adds `more` to `sum`. */
export function add(sum: Tally, more: Tally): void {
  sum.passed += more.passed;
  sum.failed += more.failed;
  sum.skipped += more.skipped;
}

/** `12 passed, 0 failed`, and what was skipped when something was. */
export function sentence({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

/** The reasons in lines `skipped: <why>`, each once. */
export function skipReasons(output: string): string[] {
  return [...new Set([...output.matchAll(/^skipped: (.+)$/gm)].map((match) => match[1]!))];
}
