import type { ComponentChildren } from "preact";
import * as api from "../api.ts";
import type { Action, Explanation, GrantPart } from "../model.ts";
import { amount, credits, date, exactTime } from "../format.ts";
import { useResource } from "../state/resource.ts";
import { Dialog } from "./dialog.tsx";
import { Amount, entryTitle, sourceTitle } from "./entries.tsx";
import { Problem } from "./notice.tsx";
import { Skeleton } from "./page.tsx";

/** How one entry came to be, as the server explains it. */
export function ExplainDialog(
  { seq, actions, onClose }: { seq: number; actions: Action[] | null; onClose: () => void },
) {
  const story = useResource(() => api.explain(seq), [], seq);
  return (
    <Dialog
      title={story.data ? entryTitle(story.data, actions) : `Entry ${seq}`}
      intro={story.data && `Entry ${seq} of your account`}
      onClose={onClose}
    >
      {story.failure && !story.data && (
        <Problem failure={story.failure} retry={story.reload} busy={story.loading} />
      )}
      {!story.data && !story.failure && <Skeleton lines={5} label="Loading the explanation" />}
      {story.data && <Story story={story.data} />}
    </Dialog>
  );
}

function Story({ story }: { story: Explanation }) {
  const priced = story.action !== null && story.unit_price !== null && story.quantity !== null;
  return (
    <>
      <dl class="facts">
        {priced && (
          <Fact name="Price">
            {amount(story.quantity!)} × {credits(story.unit_price!)}
          </Fact>
        )}
        <Fact name="Credits">
          <Amount value={story.credits} />
        </Fact>
        <Fact name="Balance after">{amount(story.balance_after)}</Fact>
        {story.reference && <Fact name="Reference">{story.reference}</Fact>}
        <Fact name="Recorded">{exactTime(story.recorded_at)}</Fact>
      </dl>
      {story.grants.length > 0 && (
        <section class="story">
          <h3>{story.credits < 0 ? "Paid from" : "Credits added"}</h3>
          <ul class="parts">
            {story.grants.map((part) => <Part key={part.grant_id} part={part} />)}
          </ul>
        </section>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Part({ part }: { part: GrantPart }) {
  return (
    <li>
      <span>
        {sourceTitle(part.source)}
        <span class="muted">
          {part.expires_at ? ` · until ${date(part.expires_at)}` : " · does not expire"}
        </span>
      </span>
      <strong>{credits(Math.abs(part.credits))}</strong>
    </li>
  );
}
