import type { Pack } from "../model.ts";
import { amount, money, pricePerHundred } from "../format.ts";
import { usePacks } from "../state/catalogue.ts";
import type { Checkout } from "../state/shop.ts";
import { Button } from "./button.tsx";
import { Problem } from "./notice.tsx";
import { Empty, Skeleton } from "./page.tsx";

/** The packs on sale; one press buys. `pick` marks the one that fits a need. */
export function Packs({ checkout, pick = null }: { checkout: Checkout; pick?: string | null }) {
  const packs = usePacks();
  if (packs.failure && !packs.data) {
    return <Problem failure={packs.failure} retry={packs.reload} busy={packs.loading} />;
  }
  if (!packs.data) return <Skeleton lines={4} label="Loading the packs" />;
  if (packs.data.length === 0) {
    return <Empty title="Nothing is on sale right now">Please look in again later.</Empty>;
  }
  return (
    <>
      {checkout.failure && <Problem failure={checkout.failure} />}
      <ul class="packs">
        {packs.data.map((pack) => (
          <li key={pack.key}>
            <PackCard pack={pack} checkout={checkout} picked={pack.key === pick} />
          </li>
        ))}
      </ul>
      <p class="small-print">
        You pay on Stripe's page; your card details never reach us. The credits arrive as soon as
        Stripe confirms the payment.
      </p>
    </>
  );
}

function PackCard(
  { pack, checkout, picked }: { pack: Pack; checkout: Checkout; picked: boolean },
) {
  const busy = checkout.busy === pack.key;
  return (
    <article class={picked ? "pack pack-picked" : "pack"}>
      {picked && <p class="pack-flag">Covers what is missing</p>}
      <h3>{pack.title}</h3>
      <p class="pack-credits">
        <strong>{amount(pack.credits)}</strong> credits
      </p>
      <p class="muted">
        {pricePerHundred(pack.amount_minor, pack.currency, pack.credits)} per 100
      </p>
      <Button
        look={picked ? "primary" : "plain"}
        wide
        busy={busy}
        disabled={checkout.busy !== null && !busy}
        onClick={() => checkout.buy(pack.key)}
      >
        {busy ? "Opening Stripe…" : `Buy for ${money(pack.amount_minor, pack.currency)}`}
        <span class="hidden-text">, {pack.title}</span>
      </Button>
    </article>
  );
}
