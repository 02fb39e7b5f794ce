import { useEffect, useState } from "preact/hooks";
import { navigate } from "wouter-preact/use-browser-location";
import * as api from "../api.ts";
import { Failure, toFailure } from "../failure.ts";
import { createStore } from "../store.ts";
import { session } from "./session.ts";
import { clearReturn, rememberBuying, rememberReturn } from "./task.ts";

/** Credits that were missing when something was refused, in the server's figures. */
export interface Need {
  required: number;
  available: number;
  /** Where the person was, to come back to after buying. */
  from: string;
}

/** The buy dialog: closed, or open, for a need or just so. */
export const buyDialog = createStore<{ open: boolean; need: Need | null }>({
  open: false,
  need: null,
});

/** Opens the dialog; with a need, the page it arose on is where the purchase leads back to. */
export function openBuyDialog(need: Need | null = null): void {
  if (need) rememberReturn(need.from);
  else clearReturn();
  buyDialog.set({ open: true, need });
}

/** Closes the dialog. The way back is kept when the person goes on buying elsewhere. */
export function closeBuyDialog(goesOn = false): void {
  if (!goesOn) clearReturn();
  buyDialog.set({ open: false, need: null });
}

/** One press of "buy": which pack is being prepared, and what went wrong. */
export interface Checkout {
  busy: string | null;
  failure: Failure | null;
  buy: (pack: string) => void;
}

/** Prepares a Stripe Checkout and goes there. Signed out, signing in comes first. */
export function useCheckout(): Checkout {
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  // A page restored by the back button still looks busy: Stripe was left, nothing is under way.
  useEffect(() => {
    const restored = (event: PageTransitionEvent) => event.persisted && setBusy(null);
    addEventListener("pageshow", restored);
    return () => removeEventListener("pageshow", restored);
  }, []);

  const buy = (pack: string) => {
    if (busy) return;
    if (session.get().phase !== "in") {
      rememberBuying(pack);
      closeBuyDialog(true);
      navigate("/sign-up");
      return;
    }
    setBusy(pack);
    setFailure(null);
    api.checkout(pack).then(
      ({ url }) => location.assign(webAddress(url)),
    ).catch((thrown) => {
      setBusy(null);
      setFailure(toFailure(thrown));
    });
  };
  return { busy, failure, buy };
}

/** The browser is sent to a web address and to no other scheme, whatever came over the wire. */
function webAddress(text: string): string {
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw new Failure("unexpected");
  return url.href;
}
