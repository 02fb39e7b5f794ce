/**
 * `deno task bench [--json]`: a complete spend against the floor it could never beat.
 *
 * Both run on the same server in turns (A B A B …); only the ratio of the medians counts, because
 * machines differ and are shared. pgbench's ratio binds; without pgbench it is indicative.
 */
import { endKept } from "../_support/keep.ts";
import { CLIENTS, denoDriver, type Driver, pgbenchDriver } from "./drivers.ts";
import { prepare } from "./prepare.ts";
import { ACCOUNTS, FLOOR, SPEND } from "./scripts.ts";

const ROUNDS = 5;
const SECONDS = 8;
const WARM_UP_SECONDS = 3;
const MUST = 0.55;
const AIM = 0.8;

const json = Deno.args.includes("--json");
const progress = (line: string) => console.error(line);

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Rates per second of each candidate, one per round. */
async function measure(driver: Driver): Promise<{ floor: number[]; spend: number[] }> {
  const rates = { floor: [] as number[], spend: [] as number[] };
  for (const candidate of [FLOOR, SPEND]) await driver(candidate, WARM_UP_SECONDS);
  for (let round = 1; round <= ROUNDS; round++) {
    rates.floor.push(await driver(FLOOR, SECONDS));
    rates.spend.push(await driver(SPEND, SECONDS));
    const [floor, spend] = [rates.floor.at(-1)!, rates.spend.at(-1)!];
    progress(
      `round ${round}: ${FLOOR.name} ${Math.round(floor)}/s, ${SPEND.name} ` +
        `${Math.round(spend)}/s, ratio ${(spend / floor).toFixed(2)}`,
    );
  }
  return rates;
}

async function main(): Promise<number> {
  const { url, pgbench, version } = await prepare(progress);
  const rates = await measure(pgbench ? await pgbenchDriver(pgbench, url) : denoDriver(url));
  const [floor, spend] = [median(rates.floor), median(rates.spend)];
  const conditions = {
    server: `PostgreSQL ${version}`,
    driver: pgbench ? "pgbench" : "deno",
    binding: pgbench !== undefined,
    clients: CLIENTS,
    accounts: ACCOUNTS,
    rounds: ROUNDS,
    seconds: SECONDS,
  };
  const figure = { name: "spend_vs_f3", floor, spend, ratio: spend / floor, must: MUST, aim: AIM };
  await endKept();
  if (json) console.log(JSON.stringify({ conditions, rates, figures: [figure] }, null, 2));
  else {
    console.log(`\ncomplete spend   ${Math.round(spend)}/s`);
    console.log(`floor (F3)       ${Math.round(floor)}/s`);
    console.log(`ratio            ${figure.ratio.toFixed(2)}   must ${MUST}, aim ${AIM}`);
    console.log(
      `${conditions.server}, ${conditions.driver}${pgbench ? "" : " (indicative)"}, ` +
        `${CLIENTS} clients, ${ACCOUNTS} accounts, ${ROUNDS} rounds of ${SECONDS} s, prepared, ` +
        "fsync and synchronous_commit on",
    );
  }
  return pgbench && figure.ratio < MUST ? 1 : 0;
}

Deno.exit(await main());
