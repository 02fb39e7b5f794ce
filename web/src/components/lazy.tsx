import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { Page, Skeleton } from "./page.tsx";

const RELOADED = "tally.reloaded";
const AGAIN_AFTER_MS = 60_000;

/** A page whose code is fetched when it is first visited. */
export function lazyPage(load: () => Promise<FunctionComponent>): FunctionComponent {
  let known: FunctionComponent | null = null;
  return function LazyPage() {
    const [Loaded, setLoaded] = useState<FunctionComponent | null>(() => known);
    const [lost, setLost] = useState(false);
    useEffect(() => {
      if (Loaded) return;
      load().then((page) => {
        known = page;
        setLoaded(() => page);
      }, () => reloadOnce() || setLost(true));
    }, []);
    if (Loaded) return <Loaded />;
    return lost ? <Lost /> : (
      <main id="content" class="page">
        <Skeleton lines={6} />
      </main>
    );
  };
}

/**
 * A tab older than a deploy asks for files that are gone: loading the page afresh heals that. Once
 * a minute at most, so that being offline does not turn into a loop.
 */
function reloadOnce(): boolean {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < AGAIN_AFTER_MS || !navigator.onLine) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return true;
}

function Lost() {
  return (
    <Page title="This page could not be loaded" narrow>
      <Notice
        tone="bad"
        title="A part of the page did not arrive."
        action={<Button icon="refresh" onClick={() => location.reload()}>Reload</Button>}
      >
        Check your connection, then load the page again.
      </Notice>
    </Page>
  );
}
