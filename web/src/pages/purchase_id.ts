const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The purchase a return address speaks of, or null when it carries none that could exist. */
export function purchaseId(search: string): string | null {
  const id = new URLSearchParams(search).get("purchase") ?? "";
  return UUID.test(id) ? id : null;
}
