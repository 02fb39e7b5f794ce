import type { Action, Entry } from "../model.ts";
import { amount, dateTime, relative, signedAmount, words } from "../format.ts";
import { actionTitle } from "../state/catalogue.ts";

/** What the kinds of entries are called; a kind this page does not know is shown in its own words. */
const KINDS: Record<string, string> = { spend: "Spent", grant: "Credits added", expire: "Expired" };

/** The kinds a person can ask for, in the order of the filter. */
export const FILTERS = ["spend", "grant", "expire"] as const;

/** Where granted credits come from. */
const SOURCES: Record<string, string> = {
  purchase: "Purchase",
  welcome: "Welcome credits",
  promotion: "Promotion",
  admin: "Given by support",
};

export const sourceTitle = (source: string): string => SOURCES[source] ?? words(source);

export const kindTitle = (kind: string): string => KINDS[kind] ?? words(kind);

type Told = Pick<Entry, "kind" | "action" | "quantity" | "source">;

/** What happened, in a few words: "Document processing × 2", "Purchase", "Expired: Purchase". */
export function entryTitle(entry: Told, actions: Action[] | null): string {
  if (!entry.action) {
    if (!entry.source) return kindTitle(entry.kind);
    const source = sourceTitle(entry.source);
    return entry.kind === "grant" ? source : `${kindTitle(entry.kind)}: ${source}`;
  }
  const title = actionTitle(actions, entry.action);
  const times = entry.quantity !== null && entry.quantity !== 1;
  const run = times ? `${title} × ${amount(entry.quantity!)}` : title;
  return entry.kind === "spend" ? run : `${kindTitle(entry.kind)}: ${run}`;
}

/** A signed amount of credits, green when it adds. */
export function Amount({ value }: { value: number }) {
  return (
    <span class={value > 0 ? "amount amount-in" : "amount"}>
      {signedAmount(value)}
      <span class="hidden-text">credits</span>
    </span>
  );
}

/**
 * Entries as a table: a line each on a wide screen, two on a phone. The whole line opens the
 * explanation; the button in it is what keyboards and screen readers meet.
 */
export function Entries(
  { entries, actions, onOpen, caption }: {
    entries: Entry[];
    actions: Action[] | null;
    onOpen: (entry: Entry) => void;
    caption: string;
  },
) {
  return (
    <table class="entries">
      <caption class="hidden-text">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">When</th>
          <th scope="col" class="right">Credits</th>
          <th scope="col" class="right wide-only">Balance after</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Line key={entry.seq} entry={entry} actions={actions} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  );
}

function Line(
  { entry, actions, onOpen }: {
    entry: Entry;
    actions: Action[] | null;
    onOpen: (entry: Entry) => void;
  },
) {
  const when = (
    <time dateTime={entry.recorded_at} title={dateTime(entry.recorded_at)}>
      {relative(entry.recorded_at)}
    </time>
  );
  return (
    <tr>
      <td>
        <div class="entry-what">
          <span class={entry.credits > 0 ? "dot dot-in" : "dot"} aria-hidden="true" />
          <div>
            <button type="button" class="entry-open" onClick={() => onOpen(entry)}>
              {entryTitle(entry, actions)}
              <span class="hidden-text">, explain entry {entry.seq}</span>
            </button>
            <span class="entry-when">{when}</span>
          </div>
        </div>
      </td>
      <td class="muted">{when}</td>
      <td class="right">
        <Amount value={entry.credits} />
      </td>
      <td class="right muted wide-only">{amount(entry.balance_after)}</td>
    </tr>
  );
}
