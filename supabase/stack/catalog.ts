/** `deno task catalog [--home DIR]`: applies CREDIT_COST_<ACTION> to a running stack's prices. */
import { join } from "node:path";
import postgres from "postgres";
import { readEnvironment, readSources } from "./environment.ts";
import { messageOf, StackError } from "./errors.ts";
import { readOptions } from "./options.ts";

/**
 * Makes each action cost what it is given as, from now on; a price that is so already stays, so a
 * repeat changes nothing. Keys are actions, values credits.
 */
export async function applyCatalog(
  sql: postgres.Sql,
  creditCosts: Record<string, string>,
): Promise<void> {
  for (const [action, credits] of Object.entries(creditCosts).sort()) {
    try {
      await sql`select tally_metering.set_price(${action}, ${credits}::numeric)`;
    } catch (thrown) {
      throw new StackError(
        `CREDIT_COST_${action.toUpperCase()} was not applied (${messageOf(thrown)}): mend .env.`,
      );
    }
  }
}

async function runningDatabase(home: string): Promise<string> {
  try {
    return JSON.parse(await Deno.readTextFile(join(home, "stack.json"))).db_url;
  } catch {
    throw new StackError(`No stack runs in ${home}: start one with \`deno task start\`.`);
  }
}

if (import.meta.main) {
  try {
    const options = readOptions(Deno.args);
    const environment = readEnvironment(readSources(options.envFile));
    const url = environment.DATABASE_URL ?? await runningDatabase(options.home);
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await applyCatalog(sql, environment.creditCosts);
    await sql.end();
    console.log(`${Object.keys(environment.creditCosts).length} prices are as .env says`);
  } catch (thrown) {
    console.error(messageOf(thrown));
    Deno.exit(1);
  }
}
