/** A failure a person can mend: its message is one sentence saying what happened and what to do. */
export class StackError extends Error {
  override name = "StackError";
}

/** The message of anything thrown, for a sentence or a log line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
