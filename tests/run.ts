/**
 * `deno task test`: every leg of the suite, set-up included. `deno run -A tests/run.ts <leg> …` runs
 * only those. Two legs run side by side; the last line is `N passed, N failed`.
 *
 * Each leg's output is kept in tests/artifacts/<leg>.log and printed when the leg failed.
 */
import { endKept, keep } from "./_support/keep.ts";
import { type Leg, LEGS } from "./_support/legs.ts";
import { type Outcome, runLeg, stopLegs } from "./_support/runner.ts";
import { add, sentence, skipReasons, type Tally } from "./_support/tally.ts";

const ARTIFACTS = new URL("artifacts/", import.meta.url);
const LANES = Math.min(2, navigator.hardwareConcurrency);

/** Everything started below inherits this, so that what a test forgot is found and ended. */
const MARKER = ["TALLY_TEST_RUN", crypto.randomUUID()] as const;

function chosen(names: string[]): Leg[] {
  const unknown = names.filter((name) => !LEGS.some((leg) => leg.name === name));
  if (unknown.length > 0) {
    console.error(
      `no such leg: ${unknown.join(", ")}; there are ${LEGS.map((l) => l.name).join(", ")}`,
    );
    Deno.exit(2);
  }
  return names.length === 0 ? LEGS : LEGS.filter((leg) => names.includes(leg.name));
}

async function report({ leg, tally, seconds, output }: Outcome, shown: boolean): Promise<void> {
  await Deno.writeTextFile(new URL(`${leg.name}.log`, ARTIFACTS), output);
  if (tally.failed > 0 && !shown) console.log(`\n──── ${leg.name}\n${output.trimEnd()}\n────`);
  const mark = tally.failed > 0 ? "FAILED" : "ok";
  console.log(
    `${mark.padEnd(6)} ${leg.name.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s  ${
      sentence(tally)
    }`,
  );
  for (const why of skipReasons(output)) console.log(`         skipped: ${why}`);
}

async function runAll(legs: Leg[], total: Tally): Promise<void> {
  const shown = legs.length === 1;
  const hear = (text: string) => {
    if (shown) Deno.stdout.writeSync(new TextEncoder().encode(text));
  };
  const one = async (leg: Leg) => {
    if (!shown) console.log(`start  ${leg.name}`);
    const outcome = await runLeg(leg, hear);
    add(total, outcome.tally);
    await report(outcome, shown);
  };
  const queue = legs.filter((leg) => !leg.alone);
  const lane = async () => {
    for (let leg = queue.shift(); leg; leg = queue.shift()) await one(leg);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const leg of legs.filter((leg) => leg.alone)) await one(leg);
}

async function main(): Promise<number> {
  const legs = chosen(Deno.args);
  const started = performance.now();
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  Deno.env.set(...MARKER);
  await keep({ marker: MARKER.join("=") });
  let interruption = false;
  const interrupted = async () => {
    interruption = true;
    stopLegs();
    await endKept();
    Deno.exit(130);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, interrupted);
  }
  await Deno.mkdir(ARTIFACTS, { recursive: true });
  await runAll(legs, total);
  // The signal's handler ends the process; a summary of half a run would only mislead.
  if (interruption) await new Promise(() => {});
  const left = await endKept();
  if (left) console.log(left);
  console.log(`${legs.length} legs in ${Math.round((performance.now() - started) / 1000)} s`);
  console.log(sentence(total));
  return total.failed === 0 ? 0 : 1;
}

Deno.exit(await main());
