/** Tests that need what a machine may lack: they say so, and are skipped. */
const said = new Set<string>();

/**
 * For `ignore` of a test: prints `skipped: <why>` once when there is a reason, and answers whether
 * there was one.
 */
export function lacks(why: string | undefined): boolean {
  if (why !== undefined && !said.has(why)) {
    said.add(why);
    console.log(`skipped: ${why}`);
  }
  return why !== undefined;
}
