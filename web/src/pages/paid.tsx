import { useEffect, useRef, useState } from "preact/hooks";
import { useSearch } from "wouter-preact";
import * as api from "../api.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Mark } from "../components/icon.tsx";
import { Notice, Problem } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { type Failure, toFailure } from "../failure.ts";
import { amount, credits } from "../format.ts";
import type { Purchase } from "../model.ts";
import { account, refresh } from "../state/account.ts";
import { clearReturn, returnPath } from "../state/task.ts";
import { useStore } from "../store.ts";
import { purchaseId } from "./purchase_id.ts";

const LATE_AFTER_MS = 20_000;
const EVERY_MS = 1000;
const EVERY_WHEN_LATE_MS = 5000;

/** Where Stripe sends people back to. It waits for the server to say "paid" and grants nothing. */
export default function Paid() {
  const id = purchaseId(useSearch());
  const waiting = useArrival(id);
  if (!id || waiting.absent) return <Unknown />;
  const { purchase } = waiting;
  if (purchase?.status === "paid") return <Thanks purchase={purchase} />;
  if (purchase?.status === "failed" || purchase?.status === "expired") {
    return <NotPaid purchase={purchase} />;
  }
  return <Waiting id={id} {...waiting} />;
}

interface Arrival {
  purchase: Purchase | null;
  absent: boolean;
  late: boolean;
  failure: Failure | null;
  look: () => void;
}

/** Asks for the purchase again and again until it is settled; slower once it is late. */
function useArrival(id: string | null): Arrival {
  const [state, setState] = useState<Omit<Arrival, "look">>({
    purchase: null,
    absent: false,
    late: false,
    failure: null,
  });
  const lookNow = useRef(() => {});
  useEffect(() => {
    if (!id) return;
    const since = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async () => {
      clearTimeout(timer);
      const late = Date.now() - since >= LATE_AFTER_MS;
      const seen = await api.purchase(id).then(
        (purchase) => ({ purchase, absent: purchase === null, failure: null }),
        (thrown) => ({ failure: toFailure(thrown) }),
      );
      if (over) return;
      setState((old) => ({ ...old, ...seen, late }));
      const pending = !("purchase" in seen) || seen.purchase?.status === "pending";
      if (pending) timer = setTimeout(look, late ? EVERY_WHEN_LATE_MS : EVERY_MS);
      else void refresh();
    };
    lookNow.current = () => void look();
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id]);
  return { ...state, look: () => lookNow.current() };
}

function Waiting({ id, late, failure, look }: Arrival & { id: string }) {
  return (
    <Page title="Confirming your payment" narrow center>
      <div class="moment" role="status">
        <span class="spinner spinner-large" aria-hidden="true" />
        <p>
          {late
            ? "Stripe has not confirmed this payment to us yet."
            : "Stripe tells us in a moment. Your credits follow by themselves."}
        </p>
      </div>
      {late && (
        <Notice
          tone="warn"
          title="This takes longer than usual."
          action={<Button icon="refresh" onClick={look}>Check now</Button>}
        >
          You can close this page: the credits arrive without it. If they are not there in an hour,
          send support this purchase number: <code class="code">{id}</code>
        </Notice>
      )}
      {failure && <Problem failure={failure} retry={look} />}
    </Page>
  );
}

function Thanks({ purchase }: { purchase: Purchase }) {
  const { balance } = useStore(account);
  const [back] = useState(returnPath);
  return (
    <Page title="Thank you" narrow center>
      <div class="moment moment-good">
        <Mark draw />
        <p class="moment-figure">{credits(purchase.credits)} added</p>
        <p role="status">
          {balance
            ? (
              <>
                Your balance is now <strong>{amount(balance.available)}</strong>.
              </>
            )
            : "…"}
        </p>
        <div class="actions">
          {back && (
            <ButtonLink look="primary" href={back} onClick={clearReturn}>
              Back to what you were doing
            </ButtonLink>
          )}
          <ButtonLink look={back ? "plain" : "primary"} href="/">Go home</ButtonLink>
          {!back && <ButtonLink look="plain" href="/history">See the entry</ButtonLink>}
        </div>
      </div>
    </Page>
  );
}

function NotPaid({ purchase }: { purchase: Purchase }) {
  const expired = purchase.status === "expired";
  return (
    <Page title={expired ? "This checkout expired" : "The payment failed"} narrow>
      <Notice tone="warn" title="No credits were added.">
        {expired ? "It was open for too long." : "Your bank did not confirm the payment."}{" "}
        You can simply buy again.
      </Notice>
      <div class="actions">
        <ButtonLink look="primary" href="/buy">Choose a pack</ButtonLink>
      </div>
    </Page>
  );
}

function Unknown() {
  return (
    <Page title="We do not know this purchase" narrow>
      <Notice tone="warn" title="There is no purchase of this number in your account.">
        Perhaps you are signed in as somebody else. A payment is never lost: it is in the history of
        the account that made it.
      </Notice>
      <div class="actions">
        <ButtonLink look="primary" href="/history">See your history</ButtonLink>
      </div>
    </Page>
  );
}
