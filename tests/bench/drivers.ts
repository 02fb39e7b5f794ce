/** Two ways to run a candidate with many clients; each answers transactions per second. */
import { connect } from "../../sql/_build/scratch.ts";
import { tempFolder } from "../_support/keep.ts";
import { run } from "../_support/programs.ts";
import { ACCOUNTS, type Candidate } from "./scripts.ts";

/** Parallel sessions. */
export const CLIENTS = 16;

const MAX_KEY = 9_000_000_000_000_000;

/** Runs `candidate` for some seconds. Rejects when a single call failed. */
export type Driver = (candidate: Candidate, seconds: number) => Promise<number>;

/** PostgreSQL's own load generator: prepared statements, two threads. Its figures bind. */
export async function pgbenchDriver(pgbench: string, url: string): Promise<Driver> {
  const folder = await tempFolder("bench");
  return async ({ name, role, statement }, seconds) => {
    const script = `${folder}/${name}.sql`;
    const random = `\\set n random(1, ${ACCOUNTS})\n\\set k random(1, ${MAX_KEY})\n`;
    await Deno.writeTextFile(script, `${random}${statement.replaceAll("\n", " ")};\n`);
    const load = ["-n", "-M", "prepared", "-c", String(CLIENTS), "-j", "2", "-T", String(seconds)];
    const out = await run(pgbench, [...load, "-f", script, url], {
      env: { PGOPTIONS: `-c role=${role}` },
    });
    const tps = /tps = ([\d.]+)/.exec(out.stdout)?.[1];
    const failed = /number of failed transactions: (\d+)/.exec(out.stdout)?.[1] ?? "0";
    if (out.code !== 0 || !tps || failed !== "0") throw new Error(`${name}: ${out.stderr}`);
    return Number(tps);
  };
}

/** The same from this process. It shares the cores with the server: indicative only. */
export function denoDriver(url: string): Driver {
  return async ({ role, statement }, seconds) => {
    const text = statement.replaceAll(":n", "$1").replaceAll(":k", "$2");
    const usesKey = text !== statement.replaceAll(":n", "$1");
    const until = performance.now() + seconds * 1000;
    let done = 0;
    const client = async () => {
      const sql = connect(url, { connection: { role } as Record<string, string> });
      while (performance.now() < until) {
        const person = 1 + Math.floor(Math.random() * ACCOUNTS);
        const key = 1 + Math.floor(Math.random() * MAX_KEY);
        await sql.unsafe(text, usesKey ? [person, key] : [person], { prepare: true });
        done += 1;
      }
      await sql.end();
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return done / seconds;
  };
}
