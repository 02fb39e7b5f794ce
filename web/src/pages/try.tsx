import { useEffect, useState } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { Button, IconButton } from "../components/button.tsx";
import { ExplainDialog } from "../components/explain.tsx";
import { Notice, Problem } from "../components/notice.tsx";
import { Page, Skeleton } from "../components/page.tsx";
import type { Failure } from "../failure.ts";
import { amount, credits, words } from "../format.ts";
import type { Action, Quote } from "../model.ts";
import { actionTitle, useActions } from "../state/catalogue.ts";
import type { Resource } from "../state/resource.ts";
import { useQuote, useRun } from "../state/run.ts";

/** Runs one priced action: choose, see the price, pay. What is chosen stands in the address. */
export default function Try() {
  const actions = useActions();
  const [params, setParams] = useSearchParams();
  const key = params.get("action") ?? "";
  const chosen = actions.data?.find((action) => action.key === key) ?? actions.data?.[0];
  const quantity = params.get("quantity") ?? "1";
  const pick = (action: string, count: string) =>
    setParams({ action, quantity: count }, { replace: true });
  return (
    <Page title="Run an action" intro="You see the price first. You pay only for what runs.">
      {actions.failure && !actions.data && (
        <Problem failure={actions.failure} retry={actions.reload} busy={actions.loading} />
      )}
      {!actions.data && !actions.failure && <Skeleton lines={6} label="Loading the actions" />}
      {actions.data && chosen && (
        <div class="columns">
          <Choice
            actions={actions.data}
            chosen={chosen.key}
            onPick={(action) => pick(action, quantity)}
          />
          <Run
            action={chosen}
            text={quantity}
            actions={actions.data}
            onQuantity={(count) => pick(chosen.key, count)}
          />
        </div>
      )}
    </Page>
  );
}

function Choice(
  { actions, chosen, onPick }: {
    actions: Action[];
    chosen: string;
    onPick: (key: string) => void;
  },
) {
  return (
    <fieldset class="card choice">
      <legend>Action</legend>
      {actions.map((action) => (
        <label key={action.key} class="option">
          <input
            type="radio"
            name="action"
            value={action.key}
            checked={action.key === chosen}
            onChange={() => onPick(action.key)}
          />
          <span class="option-title">{action.title}</span>
          <span class="muted">{credits(action.credits)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A quantity people typed: the number, or null when it is none or not allowed for the action. */
function readQuantity(text: string, action: Action): number | null {
  const value = Number(text.trim().replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) return null;
  return action.divisible || Number.isInteger(value) ? value : null;
}

function Run(
  { action, text, actions, onQuantity }: {
    action: Action;
    text: string;
    actions: Action[];
    onQuantity: (text: string) => void;
  },
) {
  const quantity = readQuantity(text, action);
  const quote = useQuote(action.key, quantity);
  const run = useRun();
  const [open, setOpen] = useState<number | null>(null);
  const step = (by: number) => onQuantity(String(Math.max(1, Math.floor(quantity ?? 1) + by)));
  useEffect(run.reset, [action.key, text]);
  return (
    <section class="card run" aria-label="Price">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (quantity !== null) run.start(action.key, quantity);
        }}
      >
        <label for="quantity" class="field-label">Quantity</label>
        <div class="stepper">
          <IconButton
            icon="minus"
            label="One less"
            onClick={() => step(-1)}
            disabled={quantity === 1}
          />
          <input
            id="quantity"
            inputMode="decimal"
            autocomplete="off"
            value={text}
            aria-invalid={quantity === null || undefined}
            aria-describedby="quantity-hint"
            onInput={(event) => onQuantity(event.currentTarget.value)}
          />
          <IconButton icon="plus" label="One more" onClick={() => step(1)} />
        </div>
        <p id="quantity-hint" class={quantity === null ? "field-problem" : "hidden-text"}>
          {action.divisible ? "Enter a number above zero." : "Enter a whole number above zero."}
        </p>
        <Price quote={quote} wanted={quantity !== null} unit={action.unit} />
        <Button type="submit" look="primary" wide busy={run.busy} disabled={quantity === null}>
          {run.busy ? "Running…" : quote.data ? `Run for ${credits(quote.data.credits)}` : "Run"}
        </Button>
      </form>
      {run.failure && <RunProblem failure={run.failure} />}
      {run.done && (
        <Notice
          tone="good"
          title={`${actionTitle(actions, action.key)} ran for ${credits(-run.done.credits)}.`}
          action={<Button onClick={() => setOpen(run.done!.seq)}>Explain</Button>}
        >
          Available now: {credits(run.done.available)}.{" "}
          {run.done.replayed && "It had already gone through, so it was not charged again."}
        </Notice>
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

function Price(
  { quote, wanted, unit }: { quote: Resource<Quote>; wanted: boolean; unit: string },
) {
  if (!wanted) return <p class="price muted">–</p>;
  if (quote.failure && !quote.data) {
    return <Problem failure={quote.failure} retry={quote.reload} busy={quote.loading} />;
  }
  if (!quote.data) {
    return (
      <div class="price">
        <Skeleton lines={2} label="Asking for the price" />
      </div>
    );
  }
  const { credits: total, unit_price: each, quantity, available } = quote.data;
  const { affordable, tier_ok: allowed, warning } = quote.data;
  return (
    <div class="price" aria-live="polite" aria-busy={quote.loading}>
      <p class="price-total">
        {credits(total)}
        {quote.loading && <span class="spinner" aria-hidden="true" />}
      </p>
      <p class="muted">
        {amount(quantity)} × {credits(each)} per {unit} · you have {amount(available)}
      </p>
      {!allowed && <p class="price-short">Your plan does not include this action.</p>}
      {!affordable && <p class="price-short">Not enough credits for this yet.</p>}
      {warning && affordable && <p class="price-short">{WARNINGS[warning] ?? words(warning)}</p>}
    </div>
  );
}

const WARNINGS: Record<string, string> = {
  crosses_low_balance: "After this your balance is low.",
};

function RunProblem({ failure }: { failure: Failure }) {
  if (!failure.outcomeUnknown) return <Problem failure={failure} />;
  return (
    <Notice tone="bad" title={failure.sentence}>
      We cannot tell whether it went through. Run it again: the same run is never charged twice.
    </Notice>
  );
}
