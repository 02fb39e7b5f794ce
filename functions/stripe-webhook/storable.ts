import type { Json } from "../_shared/database.types.ts";

/**
 * The same JSON with every NUL and half surrogate pair as U+FFFD. People type names and metadata at
 * Stripe; PostgreSQL's jsonb takes neither, and the event would be refused for ever.
 */
export function storable(json: Json): Json {
  const clean = (text: string) => text.replaceAll("\0", "\uFFFD").toWellFormed();
  if (typeof json === "string") return clean(json);
  if (Array.isArray(json)) return json.map(storable);
  if (json === null || typeof json !== "object") return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [clean(key), storable(value ?? null)]),
  );
}
