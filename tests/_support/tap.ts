/** The Test Anything Protocol, as pgTAP speaks it. */

/** One assertion that failed, with what pgTAP says about it. */
export interface Failure {
  name: string;
  diagnostics: string[];
}

/** What a stream of TAP lines amounts to. */
export interface TapResult {
  passed: number;
  skipped: number;
  failures: Failure[];
}

const PLAN = /^1\.\.(\d+)(?:\s+#\s*skip\b(.*))?/i;
const ASSERTION = /^(not )?ok\b\s*\d*\s*(?:-\s*)?(.*)$/;

/** Reads whole lines; a wrong or missing plan is a failure like any other. */
export function parseTap(lines: Iterable<string>): TapResult {
  const result: TapResult = { passed: 0, skipped: 0, failures: [] };
  let planned: number | undefined;
  let seen = 0;
  let last: Failure | undefined;
  for (const line of lines) {
    const plan = PLAN.exec(line);
    if (plan) planned = Number(plan[1]);
    const assertion = ASSERTION.exec(line);
    if (assertion) {
      seen += 1;
      last = count(result, assertion[1] !== undefined, assertion[2] ?? "");
    } else if (line.startsWith("#")) last?.diagnostics.push(line);
  }
  const wrong = planned === undefined ? "there is no plan" : `planned ${planned}, ran ${seen}`;
  if (planned !== seen) result.failures.push({ name: wrong, diagnostics: [] });
  return result;
}

function count(result: TapResult, failed: boolean, description: string): Failure | undefined {
  const directive = /#\s*(skip|todo)\b/i.exec(description)?.[1]?.toLowerCase();
  if (directive) result.skipped += 1;
  else if (!failed) result.passed += 1;
  if (!failed || directive) return undefined;
  const failure = { name: description, diagnostics: [] };
  result.failures.push(failure);
  return failure;
}
