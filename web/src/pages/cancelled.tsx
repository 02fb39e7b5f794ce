import { Redirect, useSearch } from "wouter-preact";
import * as api from "../api.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Problem } from "../components/notice.tsx";
import { Page, Skeleton } from "../components/page.tsx";
import { credits, money } from "../format.ts";
import { useResource } from "../state/resource.ts";
import { useCheckout } from "../state/shop.ts";
import { returnPath } from "../state/task.ts";
import { purchaseId } from "./purchase_id.ts";

/** Where Stripe sends people who turned back: nothing happened, and the same pack is one press away. */
export default function Cancelled() {
  const id = purchaseId(useSearch());
  const order = useResource(id ? () => api.purchase(id) : null, [], id);
  const checkout = useCheckout();
  const back = returnPath();
  const waiting = order.loading && !order.data;
  // A page kept open, or an address opened again, after the payment was made in the end.
  if (order.data?.status === "paid") return <Redirect to={`/paid?purchase=${id}`} replace />;
  return (
    <Page title="Nothing was charged" intro="You left the payment before it was made." narrow>
      {checkout.failure && <Problem failure={checkout.failure} />}
      {order.failure && <Problem failure={order.failure} retry={order.reload} />}
      {waiting && <Skeleton lines={2} label="Loading the order" />}
      {order.data && (
        <div class="card">
          <p>
            <strong>{credits(order.data.credits)}</strong> for{" "}
            {money(order.data.amount_minor, order.data.currency)}
          </p>
          <Button
            look="primary"
            wide
            busy={checkout.busy !== null}
            onClick={() => checkout.buy(order.data!.pack)}
          >
            {checkout.busy ? "Opening Stripe…" : "Try the same pack again"}
          </Button>
        </div>
      )}
      <div class="actions">
        {back && <ButtonLink href={back}>Back to what you were doing</ButtonLink>}
        <ButtonLink href="/buy">Choose another pack</ButtonLink>
        <ButtonLink look="quiet" href="/">Go home</ButtonLink>
      </div>
    </Page>
  );
}
