import { Link, useLocation } from "wouter-preact";
import { navigate } from "wouter-preact/use-browser-location";
import { amount } from "../format.ts";
import { account, refresh } from "../state/account.ts";
import { leave, type Session, session } from "../state/session.ts";
import { openBuyDialog } from "../state/shop.ts";
import { useStore } from "../store.ts";
import { Icon, type IconName, Mark } from "./icon.tsx";

const PLACES: { href: string; title: string; icon: IconName }[] = [
  { href: "/", title: "Home", icon: "home" },
  { href: "/try", title: "Run", icon: "play" },
  { href: "/history", title: "History", icon: "list" },
  { href: "/buy", title: "Buy", icon: "bag" },
];

/** The top of every page: where one is, the balance, and the way out. */
export function Header({ testMode }: { testMode: boolean }) {
  const who = useStore(session);
  return (
    <header class="top">
      <a class="skip" href="#content">Skip to content</a>
      <div class="top-row">
        <Link href="/" class="brand" aria-label="Tallybase, home">
          <Mark />
          <span>Tallybase</span>
        </Link>
        {testMode && <span class="badge" title="Test deployment: payments are not real">TEST</span>}
        {who.phase === "in" && <Places />}
        <Corner who={who} />
      </div>
    </header>
  );
}

function Places() {
  const [here] = useLocation();
  return (
    <nav class="places" aria-label="Pages">
      {PLACES.map(({ href, title, icon }) => (
        <Link key={href} href={href} aria-current={here === href ? "page" : undefined}>
          <Icon name={icon} />
          <span>{title}</span>
        </Link>
      ))}
    </nav>
  );
}

function Corner({ who }: { who: Session }) {
  if (who.phase === "starting") return <span class="top-end" />;
  if (who.phase === "out") {
    return (
      <div class="top-end">
        <Link href="/sign-in" class="button button-quiet">Sign in</Link>
        <Link href="/sign-up" class="button button-primary wide-only">Create account</Link>
      </div>
    );
  }
  return (
    <div class="top-end">
      <BalanceButton />
      <button
        type="button"
        class="icon-button"
        aria-label={`Sign out ${who.person.email}`}
        title={`Sign out ${who.person.email}`}
        onClick={signOut}
      >
        <Icon name="leave" />
      </button>
    </div>
  );
}

/** The home page is the one that has something to show to a stranger, too. */
function signOut() {
  void leave();
  navigate("/");
}

/** The server's balance; pressing it opens the shop. */
function BalanceButton() {
  const { balance, failure, refreshing } = useStore(account);
  if (!balance && failure) {
    return (
      <button type="button" class="balance balance-failed" onClick={() => void refresh()}>
        <Icon name="refresh" />
        <span>
          Balance unknown<span class="hidden-text">, try again</span>
        </span>
      </button>
    );
  }
  return (
    <button
      type="button"
      class={balance?.low ? "balance balance-low" : "balance"}
      aria-busy={refreshing || undefined}
      onClick={() => openBuyDialog()}
    >
      <span class="balance-figure" data-testid="balance">
        {balance ? amount(balance.available) : <span class="spinner" aria-hidden="true" />}
      </span>
      <span class="balance-word">{balance ? "credits" : "Loading"}</span>
      <Icon name="plus" />
      <span class="hidden-text">, buy more</span>
    </button>
  );
}
