/** Everything that can be said of the repository without running it; part of `deno task check`. */
import { errorCatalogue } from "./errors.ts";
import { type RepoFile, repoFiles } from "./files.ts";
import {
  functionEntrypoints,
  leftOvers,
  lockFiles,
  machineTraces,
  soleImporters,
} from "./rules.ts";
import { functionTypes, repositoryTypes } from "./types.ts";

const RULES: Record<string, (files: RepoFile[]) => string[] | Promise<string[]>> = {
  "types are right": repositoryTypes,
  "types are right in each function as it is deployed": functionTypes,
  "lock files pin without addresses": lockFiles,
  "config.toml names the functions that exist": functionEntrypoints,
  "no paths of a machine, no registry hosts": machineTraces,
  "libraries behind one file are imported only there": soleImporters,
  "one error catalogue in SQL, functions and README": errorCatalogue,
  "nothing is left over": leftOvers,
};

async function main(): Promise<number> {
  const files = await repoFiles();
  let failed = 0;
  for (const [name, rule] of Object.entries(RULES)) {
    const findings = await rule(files);
    console.log(`${findings.length === 0 ? "ok" : "not ok"} ${name}`);
    for (const finding of findings) console.log(`    ${finding}`);
    if (findings.length > 0) failed += 1;
  }
  console.log(`${Object.keys(RULES).length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

Deno.exit(await main());
