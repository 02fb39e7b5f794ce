import { useEffect } from "preact/hooks";
import { Packs } from "../components/packs.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { session } from "../state/session.ts";
import { useCheckout } from "../state/shop.ts";
import { takeBuying } from "../state/task.ts";
import { useStore } from "../store.ts";

/** The shop. A pack chosen before signing in goes on to Stripe by itself. */
export default function Buy() {
  const checkout = useCheckout();
  const who = useStore(session);
  useEffect(() => {
    if (who.phase !== "in") return;
    const pack = takeBuying();
    if (pack) checkout.buy(pack);
  }, [who.phase]);
  return (
    <Page title="Buy credits" intro="One payment, no subscription. Pick a pack to pay on Stripe.">
      {who.phase === "out" && (
        <Notice>You can choose now; we ask you to sign in before you pay.</Notice>
      )}
      <Packs checkout={checkout} />
    </Page>
  );
}
