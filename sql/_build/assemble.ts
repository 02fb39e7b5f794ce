/** From source files to something a database can run: the load itself and the migration's text. */
import type postgres from "postgres";
import type { SourceFile } from "./order.ts";

/** Bodies are checked when called: files of one folder may name each other in any order. */
const PREAMBLE = "set local check_function_bodies = off;";

/**
 * Nobody may execute a function of ours but whom its own file names. Each file revokes from
 * PUBLIC itself; this catches the one that forgot.
 */
const SWEEP = `do $sweep$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'tally' or n.nspname like 'tally\\_%'
  loop
    execute format('revoke all on routine %s from public', v_function);
  end loop;
end
$sweep$;`;

/** A file that PostgreSQL refused: says which, where, and what the server said. */
export class LoadError extends Error {
  constructor(path: string, line: number | undefined, cause: Error) {
    super(`sql/${path}${line ? `:${line}` : ""}: ${cause.message}`, { cause });
    this.name = "LoadError";
  }
}

/** The line of `text` that a server error points at, or undefined when it does not. */
export function errorLine(text: string, error: unknown): number | undefined {
  const position = Number((error as { position?: string }).position);
  if (!(position > 0)) return undefined;
  return [...text].slice(0, position - 1).filter((c) => c === "\n").length + 1;
}

/** Loads the files in the order given, in one transaction, sweep included. */
export async function loadSources(sql: postgres.Sql, files: SourceFile[]): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe(PREAMBLE);
    for (const { path, text } of files) {
      try {
        await tx.unsafe(text).simple();
      } catch (error) {
        throw new LoadError(path, errorLine(text, error), error as Error);
      }
    }
    await tx.unsafe(SWEEP);
  });
}

/** The text of the generated migration. One transaction wherever it is run. */
export function migrationText(files: SourceFile[]): string {
  const sections = files.map(({ path, text }) => `-- sql/${path}\n\n${text.trim()}\n`);
  return [
    "-- Generated from sql/ by `deno task db:migrate`. Edit sql/, not this file.\n",
    `begin;\n${PREAMBLE}\n`,
    ...sections,
    `-- sql/build.ts: the sweep\n\n${SWEEP}\n`,
    "commit;\n",
  ].join("\n");
}
