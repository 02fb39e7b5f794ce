import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Failure, toFailure } from "../failure.ts";
import { Button } from "./button.tsx";
import { Problem } from "./notice.tsx";

/** A form with one thing to send: shows that it waits, and what went wrong. */
export function AuthForm(
  { submit, label, busyLabel, children, foot }: {
    submit: () => Promise<void>;
    label: string;
    busyLabel: string;
    children: ComponentChildren;
    foot?: ComponentChildren;
  },
) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await submit();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    }
    setBusy(false);
  };
  return (
    <>
      <form
        class="card form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void send();
        }}
      >
        {failure && <Problem failure={failure} />}
        {children}
        <Button type="submit" look="primary" wide busy={busy}>{busy ? busyLabel : label}</Button>
      </form>
      {foot && <div class="form-foot">{foot}</div>}
    </>
  );
}
