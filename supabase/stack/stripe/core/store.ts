import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Kind, Row, Tables } from "./tables.ts";

/** A stored object with its place in the order of creation. */
export interface Placed<T> {
  seq: number;
  row: T;
}

/**
 * The sandbox's memory: JSON rows by kind and id, in one SQLite file. SQLite gives what a sandbox
 * that people kill needs: a transaction is there whole or not at all, also after kill -9.
 */
export class Store {
  #db: DatabaseSync;
  #statements = new Map<string, StatementSync>();
  #depth = 0;

  /** @param path the state file; absent keeps everything in memory. */
  constructor(path?: string) {
    this.#db = new DatabaseSync(path ?? ":memory:");
    this.#db.exec("pragma journal_mode = wal; pragma synchronous = normal");
    this.#db.exec(`
      create table if not exists rows (
        seq integer primary key autoincrement,
        kind text not null,
        id text not null,
        json text not null,
        unique (kind, id)
      );
      create index if not exists rows_by_kind_seq on rows (kind, seq);
    `);
  }

  /** Runs `work` so that all of its writes stay or none does. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#depth++;
    this.#db.exec("begin immediate");
    try {
      const result = work();
      this.#db.exec("commit");
      return result;
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  get<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
    const found = this.#sql("select json from rows where kind = ? and id = ?").get(kind, id);
    return found && JSON.parse(String(found.json));
  }

  /** Writes an object; one that is already there keeps its place in the order. */
  put<K extends Kind>(kind: K, row: Tables[K] & Row): void {
    this.#sql(
      `insert into rows (kind, id, json) values (?, ?, ?)
       on conflict (kind, id) do update set json = excluded.json`,
    ).run(kind, row.id, JSON.stringify(row));
  }

  remove(kind: Kind, id: string): void {
    this.#sql("delete from rows where kind = ? and id = ?").run(kind, id);
  }

  /** The place of an object in the order of creation, or undefined when it is not there. */
  placeOf(kind: Kind, id: string): number | undefined {
    const found = this.#sql("select seq from rows where kind = ? and id = ?").get(kind, id);
    return found && Number(found.seq);
  }

  /** All objects of a kind, newest first, optionally only those older than a place. */
  *newestFirst<K extends Kind>(kind: K, before = Number.MAX_SAFE_INTEGER): Iterable<
    Placed<Tables[K]>
  > {
    yield* this.#walk(
      kind,
      "select seq, json from rows where kind = ? and seq < ?",
      "desc",
      before,
    );
  }

  /** All objects of a kind, oldest first, optionally only those newer than a place. */
  *oldestFirst<K extends Kind>(kind: K, after = 0): Iterable<Placed<Tables[K]>> {
    yield* this.#walk(kind, "select seq, json from rows where kind = ? and seq > ?", "asc", after);
  }

  *#walk<K extends Kind>(
    kind: K,
    select: string,
    direction: "asc" | "desc",
    edge: number,
  ): Iterable<Placed<Tables[K]>> {
    // Pages of 200, not one cursor: the caller may write while it walks.
    const page = this.#sql(`${select} order by seq ${direction} limit 200`);
    for (let last = edge;;) {
      const rows = page.all(kind, last);
      for (const found of rows) {
        yield { seq: Number(found.seq), row: JSON.parse(String(found.json)) };
      }
      if (rows.length < 200) return;
      last = Number(rows[rows.length - 1]!.seq);
    }
  }

  close(): void {
    this.#db.close();
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) this.#statements.set(text, statement = this.#db.prepare(text));
    return statement;
  }
}
