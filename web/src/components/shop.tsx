import { Link } from "wouter-preact";
import { amount } from "../format.ts";
import { packFor, usePacks } from "../state/catalogue.ts";
import { buyDialog, closeBuyDialog, type Need, useCheckout } from "../state/shop.ts";
import { useStore } from "../store.ts";
import { Dialog } from "./dialog.tsx";
import { Packs } from "./packs.tsx";

/** The shop over any page: opened from the balance, or when credits were missing for something. */
export function Shop() {
  const { open, need } = useStore(buyDialog);
  return open ? <ShopDialog need={need} /> : null;
}

function ShopDialog({ need }: { need: Need | null }) {
  const checkout = useCheckout();
  const packs = usePacks();
  const missing = need ? need.required - need.available : 0;
  const fit = need && packs.data ? packFor(packs.data, missing) : null;
  return (
    <Dialog
      wide
      title={need ? "Not enough credits" : "Buy credits"}
      intro={need ? undefined : "Pick a pack. Stripe takes the payment."}
      onClose={() => closeBuyDialog()}
    >
      {need && <NeedFacts need={need} covered={!fit || fit.credits >= missing} />}
      <Packs checkout={checkout} pick={fit && fit.credits >= missing ? fit.key : null} />
      {!need && <Link href="/buy" onClick={() => closeBuyDialog(true)}>More about the packs</Link>}
    </Dialog>
  );
}

function NeedFacts({ need, covered }: { need: Need; covered: boolean }) {
  return (
    <>
      <dl class="need">
        <div>
          <dt>Needed</dt>
          <dd>{amount(need.required)}</dd>
        </div>
        <div>
          <dt>You have</dt>
          <dd>{amount(need.available)}</dd>
        </div>
      </dl>
      <p class="muted">
        Nothing was charged. {covered
          ? "Buy a pack and you come straight back to what you were doing."
          : "No single pack covers this; you can buy several."}
      </p>
    </>
  );
}
