/**
 * `deno task bench [--json]`: a complete spend against the floor it could never beat.
 *
 * Both run on the same server in turns (A B A B …); only the ratio of the medians counts, because
 * machines differ and are shared. pgbench's ratio binds; without pgbench it is indicative.
 */
import { endKept } from "../_support/keep.ts";
import { CLIENTS, denoDriver, type Driver, pgbenchDriver } from "./drivers.ts";
import { type Bench, prepare } from "./prepare.ts";
import { ACCOUNTS, type Candidate, FLOOR, SPEND } from "./scripts.ts";

const ROUNDS = 5;
const SECONDS = 8;
const WARM_UP_SECONDS = 3;

const json = Deno.args.includes("--json");
const progress = (line: string) => console.error(line);

/** One turn of one candidate. */
interface Turn {
  perSecond: number;
  /** Microseconds of the server's processor time per call, where it can be read. */
  cpuMicros: number | undefined;
}

/** A ratio with what it must reach; `atLeast` says in which direction. */
interface Figure {
  name: string;
  ratio: number;
  must: number;
  aim: number;
  atLeast: boolean;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function turn(bench: Bench, driver: Driver, candidate: Candidate, seconds: number) {
  const before = await bench.cpuSeconds();
  const perSecond = await driver(candidate, seconds);
  // The last sessions are booked a moment after they ended.
  await new Promise((done) => setTimeout(done, 300));
  const after = await bench.cpuSeconds();
  const known = before !== undefined && after !== undefined;
  const cpuMicros = known ? (after - before) * 1e6 / (perSecond * seconds) : undefined;
  return { perSecond, cpuMicros } satisfies Turn;
}

/** The turns of both, interleaved. */
async function measure(bench: Bench, driver: Driver): Promise<{ floor: Turn[]; spend: Turn[] }> {
  const turns = { floor: [] as Turn[], spend: [] as Turn[] };
  for (const candidate of [FLOOR, SPEND]) await driver(candidate, WARM_UP_SECONDS);
  for (let round = 1; round <= ROUNDS; round++) {
    const floor = await turn(bench, driver, FLOOR, SECONDS);
    const spend = await turn(bench, driver, SPEND, SECONDS);
    turns.floor.push(floor);
    turns.spend.push(spend);
    const [low, ours] = [Math.round(floor.perSecond), Math.round(spend.perSecond)];
    const ratio = (spend.perSecond / floor.perSecond).toFixed(2);
    progress(`round ${round}: ${FLOOR.name} ${low}/s, ${SPEND.name} ${ours}/s, ratio ${ratio}`);
  }
  return turns;
}

function figuresOf({ floor, spend }: { floor: Turn[]; spend: Turn[] }): Figure[] {
  const rate = (turns: Turn[]) => median(turns.map((one) => one.perSecond));
  const cpu = (turns: Turn[]) => median(turns.map((one) => one.cpuMicros ?? NaN));
  const figures: Figure[] = [
    { name: "rate", ratio: rate(spend) / rate(floor), must: 0.55, aim: 0.8, atLeast: true },
    { name: "cpu", ratio: cpu(spend) / cpu(floor), must: 1.8, aim: 1.35, atLeast: false },
  ];
  return figures.filter(({ ratio }) => !Number.isNaN(ratio));
}

function reaches({ ratio, must, atLeast }: Figure): boolean {
  return atLeast ? ratio >= must : ratio <= must;
}

function table(figures: Figure[], turns: { floor: Turn[]; spend: Turn[] }): string {
  const row = (name: string, one: Turn[]) => {
    const cpu = one.map(({ cpuMicros }) => cpuMicros ?? NaN);
    const micros = Number.isNaN(cpu[0]) ? "" : `${Math.round(median(cpu))} µs cpu`;
    const rate = `${Math.round(median(one.map(({ perSecond }) => perSecond)))}/s`;
    return `${name.padEnd(20)}${rate.padStart(10)}  ${micros}`;
  };
  const lines = figures.map(({ name, ratio, must, aim, atLeast }) =>
    `${`${name}, to the floor`.padEnd(20)}${ratio.toFixed(2).padStart(10)}  ` +
    `must ${atLeast ? "≥" : "≤"} ${must}, aim ${aim}`
  );
  return [row("floor (F3)", turns.floor), row("complete spend", turns.spend), ...lines].join("\n");
}

async function main(): Promise<number> {
  const bench = await prepare(progress);
  const { url, pgbench, version } = bench;
  const driver = pgbench ? await pgbenchDriver(pgbench, url) : denoDriver(url);
  const turns = await measure(bench, driver);
  await endKept();
  const figures = figuresOf(turns);
  const conditions =
    `PostgreSQL ${version}, ${pgbench ? "pgbench" : "Deno driver (indicative)"}, ` +
    `prepared, ${CLIENTS} clients, ${ACCOUNTS} accounts, ${ROUNDS} rounds of ${SECONDS} s in ` +
    "turns, medians, fsync and synchronous_commit on";
  if (json) {
    console.log(JSON.stringify({ conditions, binding: !!pgbench, figures, turns }, null, 2));
  } else console.log(`\n${table(figures, turns)}\n${conditions}`);
  // Processor time is reported; the rate decides.
  return pgbench && !reaches(figures[0]!) ? 1 : 0;
}

Deno.exit(await main());
