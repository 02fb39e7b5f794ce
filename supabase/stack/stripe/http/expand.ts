import { invalidRequest } from "../core/errors.ts";
import type { Kind } from "../core/tables.ts";
import type { Tx } from "../core/tx.ts";
import { list, text } from "./fields.ts";

type Json = Record<string, unknown>;

const MAX_DEPTH = 4;
const names = list(text(500), 100);

/** Reads the `expand` parameter that every call takes. */
export function expandNames(raw: unknown): string[] {
  return raw === undefined ? [] : names.decode(raw as Parameters<typeof names.decode>[0], "expand");
}

/**
 * Replaces ids by the objects they name, as `expand[]=payment_intent.latest_charge` asks.
 *
 * @param answer an object, a list or a plain answer; it is not changed
 * @throws ApiError 400 for a field that cannot be expanded
 */
export function expand(tx: Tx, answer: unknown, wishes: string[]): unknown {
  const result = structuredClone(answer);
  for (const wish of wishes) {
    const path = wish.split(".");
    if (path.length > MAX_DEPTH) {
      throw invalidRequest(
        `You cannot expand more than ${MAX_DEPTH} levels of a property`,
        "expand",
      );
    }
    expandPath(tx, result, path, wish);
  }
  return result;
}

function expandPath(tx: Tx, target: unknown, path: string[], wish: string): void {
  if (!path.length || !isObject(target)) return;
  if (target.object === "list" && path[0] === "data") {
    for (const item of target.data as unknown[]) expandPath(tx, item, path.slice(1), wish);
    return;
  }
  const rules = tx.world.modules.servedAs(String(target.object))?.expand ?? {};
  // The longest rule first: a rule may reach into a nested object ("invoice_settings.x").
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join(".");
    const rule = rules[name];
    if (!rule) continue;
    const holder = holderOf(target, path.slice(0, length - 1));
    const field = path[length - 1]!;
    if (!holder) return;
    if (typeof rule === "function") holder[field] ??= rule(tx, target as never);
    else if (typeof holder[field] === "string") holder[field] = load(tx, rule, holder[field]);
    return expandPath(tx, holder[field], path.slice(length), wish);
  }
  throw invalidRequest(`This property cannot be expanded (${wish}).`, "expand");
}

function holderOf(target: Json, path: string[]): Json | undefined {
  let holder: unknown = target;
  for (const name of path) holder = isObject(holder) ? holder[name] : undefined;
  return isObject(holder) ? holder : undefined;
}

function load(tx: Tx, kind: Kind, id: string): unknown {
  return tx.get(kind, id) ?? tx.get("_deleted", id)?.object ?? id;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}
