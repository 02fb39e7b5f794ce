import { invalidRequest } from "../core/errors.ts";

/** Decoded form data: text, or fields by name. Lists are fields named 0, 1, 2 … */
export type Raw = string | RawFields;

/** Named parts of form data. Has no prototype, so no name is special. */
export interface RawFields {
  [name: string]: Raw;
}

const MAX_DEPTH = 12;

/** Fields without any content. */
export function noFields(): RawFields {
  return Object.create(null);
}

/**
 * Reads `a=1&b[c]=2&d[]=3&e[0][f]=4`, the form encoding of Stripe's API.
 *
 * @throws ApiError 400 when a name is malformed or used as text and as a group at once
 */
export function decodeForm(encoded: string): RawFields {
  const root = noFields();
  for (const [name, value] of new URLSearchParams(encoded)) insert(root, name, value);
  return root;
}

function insert(root: RawFields, name: string, value: string): void {
  const path = splitName(name);
  let group = root;
  for (const part of path.slice(0, -1)) {
    const key = keyIn(group, part);
    const next = group[key] ?? (group[key] = noFields());
    if (typeof next === "string") throw invalidRequest(`Invalid object`, name);
    group = next;
  }
  const last = keyIn(group, path[path.length - 1]!);
  if (typeof group[last] === "object") throw invalidRequest(`Invalid string`, name);
  group[last] = value;
}

function splitName(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!match) throw invalidRequest(`Invalid parameter name: ${name.slice(0, 200)}`);
  const path = [match[1]!, ...[...match[2]!.matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1]!)];
  if (path.length > MAX_DEPTH) throw invalidRequest("Parameters are nested too deeply.", match[1]);
  return path;
}

/** `[]` means the next free number. */
function keyIn(group: RawFields, part: string): string {
  return part === "" ? String(Object.keys(group).length) : part;
}
