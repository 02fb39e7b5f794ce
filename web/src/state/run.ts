import { useEffect, useState } from "preact/hooks";
import * as api from "../api.ts";
import { type Failure, toFailure } from "../failure.ts";
import type { Movement, Quote } from "../model.ts";
import { useStore } from "../store.ts";
import { account, refresh } from "./account.ts";
import { type Resource, useResource } from "./resource.ts";
import { openBuyDialog } from "./shop.ts";
import { clearDraft, draftFor } from "./task.ts";

const QUOTE_AFTER_MS = 250;

/** The live price, asked for a moment after the last change. */
export function useQuote(action: string, quantity: number | null): Resource<Quote> {
  const { moment } = useStore(account);
  const wanted = quantity === null ? null : `${action} ${quantity}`;
  const [settled, setSettled] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), QUOTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const ready = wanted !== null && settled === wanted;
  return useResource(ready ? () => api.quote(action, quantity!) : null, [moment], wanted);
}

/** One run of an action: under way, done, or failed. */
export interface Run {
  busy: boolean;
  done: Movement | null;
  failure: Failure | null;
  /** Forgets the last result, because something else is asked now. */
  reset: () => void;
  start: (action: string, quantity: number) => void;
}

/**
 * Pays for an action; a retry of the same thing sends the same key. Missing credits open the shop,
 * which leads back here.
 */
export function useRun(): Run {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Movement | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const reset = () => {
    setDone(null);
    setFailure(null);
  };
  const start = async (action: string, quantity: number) => {
    if (busy) return;
    reset();
    setBusy(true);
    try {
      setDone(await api.spend(action, quantity, draftFor(action, quantity).key));
      clearDraft();
    } catch (thrown) {
      const problem = toFailure(thrown);
      const shown = problem.token === "insufficient_credits" && await offerPacks(action, quantity);
      if (!shown) setFailure(problem);
    }
    setBusy(false);
    void refresh();
  };
  return { busy, done, failure, reset, start: (a: string, q: number) => void start(a, q) };
}

/** Opens the shop with the server's figures; false when they cannot be had now. */
async function offerPacks(action: string, quantity: number): Promise<boolean> {
  try {
    const { credits, available } = await api.quote(action, quantity);
    openBuyDialog({ required: credits, available, from: location.pathname + location.search });
    return true;
  } catch {
    return false;
  }
}
