import { useState } from "preact/hooks";
import * as api from "../api.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Entries, FILTERS, kindTitle } from "../components/entries.tsx";
import { ExplainDialog } from "../components/explain.tsx";
import { Problem } from "../components/notice.tsx";
import { Empty, Page, Skeleton } from "../components/page.tsx";
import { download, entriesCsv } from "../csv.ts";
import { type Failure, toFailure } from "../failure.ts";
import { amount } from "../format.ts";
import type { Entry } from "../model.ts";
import { account } from "../state/account.ts";
import { useActions } from "../state/catalogue.ts";
import { useHistory } from "../state/history.ts";
import { useStore } from "../store.ts";

/** Every credit that came or went, newest first. */
export default function History() {
  const { balance, failure: accountFailure } = useStore(account);
  const [kind, setKind] = useState("");
  const [open, setOpen] = useState<number | null>(null);
  const actions = useActions();
  const history = useHistory(balance?.account_id ?? null, kind);
  const { entries, failure, loading, more } = history;
  return (
    <Page
      title="History"
      intro="Every credit that came or went. Open a line to see how it came about."
      aside={balance && <Export account={balance.account_id} kind={kind} />}
    >
      <Filter kind={kind} onPick={setKind} />
      <section class="card" aria-label="Entries" aria-busy={loading}>
        {!entries && !failure && !accountFailure && (
          <Skeleton lines={8} label="Loading the history" />
        )}
        {!entries && !failure && accountFailure && <Problem failure={accountFailure} />}
        {entries?.length === 0 && <Nothing kind={kind} />}
        {!!entries?.length && (
          <Entries
            caption="Entries, newest first"
            entries={entries}
            actions={actions.data}
            onOpen={(entry: Entry) => setOpen(entry.seq)}
          />
        )}
        {failure && <Problem failure={failure} retry={history.reload} busy={loading} />}
        {more && !failure && (
          <div class="card-foot">
            <Button busy={loading} onClick={history.loadMore}>
              {loading ? "Loading…" : "Show older entries"}
            </Button>
          </div>
        )}
      </section>
      {open !== null && (
        <ExplainDialog
          seq={open}
          actions={actions.data}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  );
}

function Filter({ kind, onPick }: { kind: string; onPick: (kind: string) => void }) {
  return (
    <div class="filter" role="group" aria-label="Show">
      {["", ...FILTERS].map((name) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={kind === name}
          onClick={() => onPick(name)}
        >
          {name === "" ? "Everything" : kindTitle(name)}
        </button>
      ))}
    </div>
  );
}

function Nothing({ kind }: { kind: string }) {
  if (kind !== "") {
    return <Empty title="No entries of this kind">Choose “Everything” to see the others.</Empty>;
  }
  return (
    <Empty
      title="Nothing counted yet"
      action={<ButtonLink look="primary" href="/buy">Buy your first pack</ButtonLink>}
    >
      Every credit you buy or spend leaves a line here.
    </Empty>
  );
}

/** Writes all entries of the filter to a file, reading on until there are no more. */
function Export({ account, kind }: { account: string; kind: string }) {
  const [read, setRead] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async () => {
    setFailure(null);
    setRead(0);
    try {
      const all = await readAll(account, kind, setRead);
      download(`tallybase-history-${new Date().toISOString().slice(0, 10)}.csv`, entriesCsv(all));
    } catch (thrown) {
      setFailure(toFailure(thrown));
    }
    setRead(null);
  };
  return (
    <div class="export">
      <Button icon="down" busy={read !== null} onClick={() => void run()}>
        {read === null ? "Export CSV" : `Reading ${amount(read)}…`}
      </Button>
      {failure && <Problem failure={failure} />}
    </div>
  );
}

const EXPORT_PAGE = 1000;

/** Pages by the last line seen, so a server that gives fewer than asked for loses nothing. */
async function readAll(account: string, kind: string, progress: (read: number) => void) {
  const all: Entry[] = [];
  for (;;) {
    const before = all.at(-1)?.seq;
    const page = await api.entries(account, {
      kind,
      limit: EXPORT_PAGE,
      ...(before === undefined ? {} : { before }),
    });
    if (page.length === 0) return all;
    all.push(...page);
    progress(all.length);
  }
}
