/**
 * The pgTAP suite on the migrated database: `deno run -A tests/db/run.ts [part of a path …]`.
 * Prints every failure with its diagnostics and, last, `N passed, N failed`.
 */
import { freshDatabase } from "../_support/database.ts";
import { pgtapFiles, runPgtapFile, shortName } from "../_support/pgtap.ts";

async function runAll(files: string[]): Promise<{ passed: number; failed: number }> {
  const database = await freshDatabase({ max: 1 });
  const total = { passed: 0, failed: 0 };
  try {
    for (const file of files) {
      const started = performance.now();
      const { passed, failures, skipped } = await runPgtapFile(database.url, file);
      const ms = Math.round(performance.now() - started);
      total.passed += passed;
      total.failed += failures.length;
      const notes = skipped ? `, ${skipped} skipped` : "";
      console.log(
        `${failures.length ? "not ok" : "ok"} ${shortName(file)} (${passed}${notes}, ${ms} ms)`,
      );
      for (const { name, diagnostics } of failures) {
        console.log([`  failed: ${name}`, ...diagnostics.map((line) => `    ${line}`)].join("\n"));
      }
    }
  } finally {
    await database.drop();
  }
  return total;
}

if (import.meta.main) {
  const wanted = pgtapFiles().filter((file) =>
    Deno.args.length === 0 || Deno.args.some((part) => shortName(file).includes(part))
  );
  const { passed, failed } = await runAll(wanted);
  if (wanted.length === 0) console.log("there is no such pgTAP file");
  console.log(`${passed} passed, ${failed} failed`);
  Deno.exit(failed > 0 || wanted.length === 0 ? 1 : 0);
}
