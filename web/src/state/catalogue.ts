import * as api from "../api.ts";
import { words } from "../format.ts";
import type { Action, Pack } from "../model.ts";
import { type Resource, useResource } from "./resource.ts";

/** Prices change rarely: a minute-old copy is good enough to name things and to choose from. */
const FRESH_MS = 60_000;

function cached<T>(load: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; value: Promise<T> } | null = null;
  return () => {
    if (kept && Date.now() - kept.at < FRESH_MS) return kept.value;
    const value = load();
    kept = { at: Date.now(), value };
    value.catch(() => kept = null);
    return value;
  };
}

const readActions = cached(api.actions);
const readPacks = cached(api.packs);

/** The priced actions. */
export const useActions = (): Resource<Action[]> => useResource(readActions, []);

/** The packs on sale. */
export const usePacks = (): Resource<Pack[]> => useResource(readPacks, []);

/** What to call an action: its title, or its key in words while the catalogue is not there. */
export const actionTitle = (actions: Action[] | null, key: string): string =>
  actions?.find((action) => action.key === key)?.title ?? words(key);

/**
 * The cheapest pack that covers what is missing. When none does alone, the one with the most
 * credits; null when nothing is on sale.
 */
export function packFor(packs: Pack[], missing: number): Pack | null {
  const cheapest = (a: Pack, b: Pack) => a.amount_minor - b.amount_minor;
  const enough = packs.filter((pack) => pack.credits >= missing).sort(cheapest);
  return enough[0] ?? [...packs].sort((a, b) => b.credits - a.credits)[0] ?? null;
}
