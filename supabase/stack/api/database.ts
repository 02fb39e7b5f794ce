/**
 * The pools of this process, over `pg`. Not postgres.js: when the server goes away under a
 * transaction, 3.4.9 ends the process (it writes a ROLLBACK to a socket it has dropped) or hangs.
 */
// @ts-types="@types/pg"
import pg from "pg";
import { isConnectionError } from "./errors.ts";
import { wireParser } from "./wire.ts";

/** A statement and its values; fragments nest. */
export interface Statement {
  text(first: number): string;
  values: unknown[];
}

/** A statement as a template: every value becomes a parameter, a statement inside becomes part of it. */
export function sql(parts: TemplateStringsArray, ...inserted: unknown[]): Statement {
  const values = inserted.flatMap((value) => isStatement(value) ? value.values : [value]);
  return {
    values,
    text(first) {
      let next = first;
      return parts.reduce((text, part, at) => {
        const value = inserted[at - 1];
        if (!isStatement(value)) return `${text}$${next++}${part}`;
        const inner = value.text(next);
        next += value.values.length;
        return text + inner + part;
      });
    },
  };
}

function isStatement(value: unknown): value is Statement {
  return typeof value === "object" && value !== null && "text" in value && "values" in value;
}

/** Whatever runs statements: a pool, or the one connection of a transaction. */
export interface Runner {
  rows<T = Record<string, unknown>>(statement: Statement): Promise<T[]>;
  /** One statement as text. Its plan is never kept: see rpc.ts. */
  run<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
}

/** How a pool is opened. */
export interface PoolOptions {
  max: number;
  /** Shown in pg_stat_activity. */
  application: string;
}

/** A bounded pool that comes back by itself when the server does. */
export class Database implements Runner {
  readonly pool: pg.Pool;

  constructor(readonly url: string, { max, application }: PoolOptions) {
    this.pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: application,
      options: "-c TimeZone=UTC",
      idleTimeoutMillis: 60_000,
      // A request that finds no connection within this time is told so (PGRST003).
      connectionTimeoutMillis: 10_000,
      types: { getTypeParser: wireParser },
    });
    // A lost connection is told to the statement it had; unheard, the event would end the process.
    this.pool.on("error", () => {});
    this.pool.on("connect", (client) => client.on("error", () => {}));
  }

  async rows<T>(statement: Statement): Promise<T[]> {
    return await this.run<T>(statement.text(1), statement.values);
  }

  async run<T>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query(text, values)).rows as T[];
  }

  /** Runs `work` in one transaction; what it throws undoes it. */
  async transaction<T>(work: (tx: Runner) => Promise<T>, mode = "read write"): Promise<T> {
    const client = await this.pool.connect();
    const run = async <R>(text: string, values: unknown[] = []) =>
      (await client.query(text, values)).rows as R[];
    try {
      await run(`begin ${mode}`);
      const result = await work({
        run,
        rows: (statement) => run(statement.text(1), statement.values),
      });
      await run("commit");
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot roll back is thrown away.
      const undone = !isConnectionError(error) &&
        await run("rollback").then(() => true, () => false);
      client.release(!undone);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * Calls `hear` at every NOTIFY on `channel`, and whenever listening begins (anew), because what was
 * said meanwhile is unknown. Returns a function that ends it.
 */
export function listen(url: string, channel: string, hear: () => void): () => Promise<void> {
  let ended = false;
  let client: pg.Client;
  let retry: ReturnType<typeof setTimeout>;
  const begin = async () => {
    client = new pg.Client({ connectionString: url, application_name: "tally api reload" });
    let gone = false;
    const again = () => {
      if (ended || gone) return;
      gone = true;
      retry = setTimeout(begin, 500);
    };
    client.on("notification", hear);
    client.on("error", again);
    client.on("end", again);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      hear();
    } catch {
      again();
    }
  };
  const begun = begin();
  return async () => {
    ended = true;
    clearTimeout(retry);
    await begun;
    await client.end();
  };
}
