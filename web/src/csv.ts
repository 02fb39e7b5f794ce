import type { Entry } from "./model.ts";

type Cell = string | number | null;

const COLUMNS = [
  "seq",
  "recorded_at",
  "kind",
  "source",
  "action",
  "quantity",
  "unit_price",
  "credits",
  "balance_after",
  "reference",
] as const satisfies (keyof Entry)[];

/** Entries as CSV (RFC 4180, with a byte order mark so that spreadsheets read it as UTF-8). */
export function entriesCsv(entries: Entry[]): string {
  const cells = (entry: Entry) => COLUMNS.map((name) => entry[name]);
  const rows: Cell[][] = [[...COLUMNS], ...entries.map(cells)];
  return "\ufeff" + rows.map((row) => row.map(csvCell).join(",") + "\r\n").join("");
}

/**
 * One cell. Text that a spreadsheet would run as a formula is led by an apostrophe; a number is a
 * number, also when it is negative.
 */
export function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const tame = /^\s*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
