import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import * as api from "../api.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Entries } from "../components/entries.tsx";
import { ExplainDialog } from "../components/explain.tsx";
import { Mark } from "../components/icon.tsx";
import { Notice, Problem } from "../components/notice.tsx";
import { Empty, Page, Skeleton } from "../components/page.tsx";
import { amount, credits, date, relative } from "../format.ts";
import type { Action, Balance } from "../model.ts";
import { account, refresh } from "../state/account.ts";
import { useActions } from "../state/catalogue.ts";
import { useResource } from "../state/resource.ts";
import { openBuyDialog } from "../state/shop.ts";
import { useStore } from "../store.ts";

const LATEST = 6;

/** Where one stands: the balance, what expires next, what happened last, what can be run. */
export default function Home() {
  const { balance, failure, refreshing } = useStore(account);
  const actions = useActions();
  return (
    <Page title="Home" hideTitle>
      {failure && <Problem failure={failure} retry={() => void refresh()} busy={refreshing} />}
      {balance && <Warnings balance={balance} />}
      <BalanceCard balance={balance} />
      <div class="columns">
        <Latest balance={balance} actions={actions.data} />
        <Prices actions={actions.data} />
      </div>
    </Page>
  );
}

function Warnings({ balance }: { balance: Balance }) {
  if (balance.status !== "open") {
    return (
      <Notice tone="warn" title={`This account is ${balance.status}.`}>
        {balance.status === "frozen" && "Credits can be added but not spent. "}Contact support.
      </Notice>
    );
  }
  if (balance.debt > 0) {
    return (
      <Notice tone="warn" title={`You owe ${credits(balance.debt)}.`}>
        A refunded or disputed payment left this debt. What you buy next pays it first.
      </Notice>
    );
  }
  // At zero the card itself says what to do.
  if (!balance.low || balance.available === 0) return null;
  return (
    <Notice
      tone="warn"
      title="Your credits are running low."
      action={<Button onClick={() => openBuyDialog()}>Buy credits</Button>}
    >
      Top up before your next run so that it is not interrupted.
    </Notice>
  );
}

function BalanceCard({ balance }: { balance: Balance | null }) {
  return (
    <section class="hero" aria-label="Balance">
      <Mark />
      <p class="hero-label">Available credits</p>
      <p class="hero-figure" data-testid="available">
        {balance ? amount(balance.available) : <span class="hero-wait" aria-label="Loading" />}
      </p>
      <ul class="hero-facts">
        {balance ? heroFacts(balance).map((fact) => <li key={fact}>{fact}</li>) : <li>…</li>}
      </ul>
      <div class="hero-actions">
        <Button look="onDark" icon="plus" onClick={() => openBuyDialog()}>Buy credits</Button>
        <ButtonLink look="onDark" icon="play" href="/try">Run an action</ButtonLink>
      </div>
    </section>
  );
}

function heroFacts(balance: Balance): string[] {
  const facts: string[] = [];
  if (balance.held > 0) facts.push(`${credits(balance.held)} held for running work`);
  if (balance.expires_next_at && balance.expires_next_credits) {
    const { expires_next_at: at, expires_next_credits: part } = balance;
    facts.push(`${credits(part)} expire on ${date(at)}, ${relative(at)}`);
  } else if (balance.available > 0) facts.push("They do not expire.");
  if (facts.length === 0) facts.push("Buy a pack to run something.");
  return facts;
}

function Latest({ balance, actions }: { balance: Balance | null; actions: Action[] | null }) {
  const { moment } = useStore(account);
  const [open, setOpen] = useState<number | null>(null);
  const id = balance?.account_id;
  const latest = useResource(
    id ? () => api.entries(id, { limit: LATEST }) : null,
    [moment],
    id,
  );
  return (
    <section class="card" aria-labelledby="latest">
      <div class="card-head">
        <h2 id="latest">Latest</h2>
        <Link href="/history">All history</Link>
      </div>
      {latest.failure && !latest.data && (
        <Problem failure={latest.failure} retry={latest.reload} busy={latest.loading} />
      )}
      {!latest.data && !latest.failure && <Skeleton lines={4} label="Loading the latest entries" />}
      {latest.data?.length === 0 && (
        <Empty
          title="Nothing counted yet"
          action={
            <Button look="primary" onClick={() => openBuyDialog()}>Buy your first pack</Button>
          }
        >
          Every credit you buy or spend leaves a line here.
        </Empty>
      )}
      {!!latest.data?.length && (
        <Entries
          caption="Latest entries"
          entries={latest.data}
          actions={actions}
          onOpen={(entry) => setOpen(entry.seq)}
        />
      )}
      {open !== null && (
        <ExplainDialog
          seq={open}
          actions={actions}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function Prices({ actions }: { actions: Action[] | null }) {
  return (
    <section class="card" aria-labelledby="prices">
      <div class="card-head">
        <h2 id="prices">What credits do</h2>
      </div>
      {!actions && <Skeleton lines={5} label="Loading the prices" />}
      {actions && (
        <ul class="prices">
          {actions.map((action) => (
            <li key={action.key}>
              <Link href={`/try?action=${encodeURIComponent(action.key)}`}>
                <span>{action.title}</span>
                <span class="muted">{credits(action.credits)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
