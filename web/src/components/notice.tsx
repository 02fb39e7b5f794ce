import type { ComponentChildren } from "preact";
import type { Failure } from "../failure.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

type Tone = "info" | "good" | "warn" | "bad";
const ICONS: Record<Tone, IconName> = { info: "info", good: "check", warn: "alert", bad: "alert" };

/** A short message in the flow of the page. Bad news is announced at once, the rest politely. */
export function Notice(
  { tone = "info", title, children, action }: {
    tone?: Tone;
    title?: ComponentChildren;
    children?: ComponentChildren;
    action?: ComponentChildren;
  },
) {
  return (
    <div class={`notice notice-${tone}`} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        <div class="notice-text">
          {title && <p class="notice-title">{title}</p>}
          {children && <p>{children}</p>}
        </div>
        {action}
      </div>
    </div>
  );
}

/** A failure as people read it: what happened, what to do, and the way to try again. */
export function Problem(
  { failure, retry, busy = false }: { failure: Failure; retry?: () => void; busy?: boolean },
) {
  return (
    <Notice
      tone="bad"
      title={failure.sentence}
      action={retry && <Button busy={busy} onClick={retry} icon="refresh">Try again</Button>}
    >
      {failure.hint}
      {failure.requestId && <span class="muted">Request {failure.requestId}</span>}
    </Notice>
  );
}
