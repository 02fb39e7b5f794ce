/** Runs pgTAP files over the plain protocol, for machines without psql and pg_prove. */
import { relative } from "node:path";
import { errorLine } from "../../sql/_build/assemble.ts";
import { connect } from "../../sql/_build/scratch.ts";
import { parseTap, type TapResult } from "./tap.ts";

/** The folder of pgTAP files. */
const PGTAP_ROOT = new URL("../db/", import.meta.url);

/** Every pgTAP file below `tests/db`, sorted. */
export function pgtapFiles(root: URL = PGTAP_ROOT): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of Deno.readDirSync(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) walk(path);
      else if (entry.name.endsWith(".sql")) found.push(path);
    }
  };
  walk(root.pathname.replace(/\/$/, ""));
  return found.sort();
}

/** A file's path as people know it: relative to `tests/db`. */
export function shortName(file: string): string {
  return relative(PGTAP_ROOT.pathname, file);
}

/**
 * Runs one file on a session of its own, as `psql` would. An SQL error is a failure that names the
 * line; what passed before it still counts.
 */
export async function runPgtapFile(url: string, file: string): Promise<TapResult> {
  const text = await Deno.readTextFile(file);
  const lines: string[] = [];
  const sql = connect(url);
  let broken: Error | undefined;
  try {
    await sql.unsafe(text).simple().forEach((row) => {
      for (const value of Object.values(row)) {
        if (typeof value === "string") lines.push(...value.split("\n"));
      }
    });
  } catch (error) {
    broken = error as Error;
  } finally {
    await sql.end({ timeout: 1 });
  }
  const result = parseTap(lines);
  if (broken) {
    const { where, detail } = broken as { where?: string; detail?: string };
    result.failures.unshift({
      name: `line ${errorLine(text, broken) ?? "?"}: ${broken.message}`,
      diagnostics: [detail, where].filter((note) => note !== undefined).map((note) => `# ${note}`),
    });
  }
  return result;
}
