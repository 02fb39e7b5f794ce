/**
 * Load order of the SQL source, in one sentence: schemas, then every `tables.sql` (its folder's
 * `types.sql` just before it), then everything else, folder by folder.
 *
 * Inside a folder "everything else" is functions by path, then what is made of functions.
 */

/** Files that name or call functions when they are loaded (a body is only read when called). */
const MADE_OF_FUNCTIONS = ["policies.sql", "views.sql", "triggers.sql", "seed.sql", "backfill.sql"];

const BEFORE_FUNCTIONS = ["schema.sql", "types.sql", "tables.sql"];

/** The folder of the truth: the parent of this one, with a trailing slash. */
const SQL_ROOT = new URL("../", import.meta.url);

/** One source file: `path` relative to `sql/`, with forward slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

const isDomain = (name: string) => /^\d\d_/.test(name);

function* walk(root: URL, under = ""): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(under, root))) {
    const path = under + entry.name;
    if (entry.isDirectory && (under !== "" || isDomain(entry.name))) yield* walk(root, `${path}/`);
    if (entry.isFile && under !== "" && entry.name.endsWith(".sql")) yield path;
  }
}

/** A key that sorts paths into load order: phase, folder, rank in the folder, depth, path. */
function sortKey(path: string): [number, string, number, number, string] {
  const parts = path.split("/");
  const early = BEFORE_FUNCTIONS.indexOf(parts.at(-1)!);
  const late = MADE_OF_FUNCTIONS.indexOf(parts.at(-1)!);
  const phase = early === 0 ? 0 : early > 0 ? 1 : 2;
  return [phase, parts[0]!, phase === 1 ? early : late, parts.length, path];
}

function compare(a: string, b: string): number {
  const x = sortKey(a);
  const y = sortKey(b);
  for (let i = 0; i < x.length; i++) {
    if (x[i]! < y[i]!) return -1;
    if (x[i]! > y[i]!) return 1;
  }
  return 0;
}

/** Sorts paths such as `20_ledger/tables.sql` into load order. */
export function sortPaths(paths: Iterable<string>): string[] {
  return [...paths].sort(compare);
}

/** Every `*.sql` of the numbered folders under `root`, in load order. */
export function loadOrder(root: URL = SQL_ROOT): string[] {
  return sortPaths(walk(root));
}

/** The same with the texts. */
export function readSources(root: URL = SQL_ROOT): SourceFile[] {
  return loadOrder(root).map((path) => ({
    path,
    text: Deno.readTextFileSync(new URL(path, root)),
  }));
}
