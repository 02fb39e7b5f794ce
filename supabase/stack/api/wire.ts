/** How PostgreSQL's text becomes JSON the way PostgREST writes it. */

/** A JSON number; NaN and infinities stay text, because JSON has no such numbers. */
export function asNumber(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** ISO 8601 from PostgreSQL's `2026-11-20 12:00:00.5+00`; other text (infinity) stays as it is. */
export function isoTime(text: string): string {
  return text.replace(/^(\d{4,}-\d\d-\d\d) /, "$1T").replace(/([+-]\d\d)$/, "$1:00");
}
