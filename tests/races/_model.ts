/** The ledger in memory, in millionths of a credit, as simple as it can be written. */

/** A batch of credits; times are places in the order of events. */
export interface Batch {
  key: string;
  left: number;
  amount: number;
  priority: number;
  expires: number | undefined;
  cost: number;
  effective: number;
  state: "scheduled" | "live" | "ended";
}

/** What a call came to: the balance afterwards, or the token of its refusal. */
export type Answer = { balance: number; replayed: boolean } | { refused: string };

/** One account. Grants are kept in the order of their ids. */
export class Model {
  balance = 0;
  readonly batches: Batch[] = [];
  /** Which grants paid for each key. */
  readonly paid = new Map<string, { grant: string; amount: number }[]>();
  readonly #answers = new Map<string, { amount: number; balance: number }>();
  #places = 0;

  /** Adds a batch, now or once `effect` is called for it. */
  grant(
    batch: Pick<Batch, "key" | "amount" | "priority" | "expires" | "cost">,
    scheduled: boolean,
  ): Answer {
    const state = scheduled ? "scheduled" : "live";
    this.batches.push({
      ...batch,
      left: scheduled ? 0 : batch.amount,
      effective: ++this.#places,
      state,
    });
    if (!scheduled) this.balance += batch.amount;
    return { balance: this.balance, replayed: false };
  }

  /** The instant of a scheduled batch has come. */
  effect(key: string): void {
    const batch = this.batches.find((b) => b.key === key)!;
    Object.assign(batch, { state: "live", left: batch.amount, effective: ++this.#places });
    this.balance += batch.amount;
  }

  /** The batch ends: what it has left is gone. */
  end(key: string): void {
    const batch = this.batches.find((b) => b.key === key)!;
    this.balance -= batch.left;
    Object.assign(batch, { state: "ended", left: 0 });
  }

  /** Spends in burn order. */
  spend(key: string, amount: number): Answer {
    const before = this.#answers.get(key);
    if (before) {
      return before.amount === amount
        ? { balance: before.balance, replayed: true }
        : { refused: "idempotency_key_reused" };
    }
    if (amount > this.balance) return { refused: "insufficient_credits" };
    const paid: { grant: string; amount: number }[] = [];
    let due = amount;
    for (const batch of this.#burnOrder()) {
      if (due === 0) break;
      const part = Math.min(due, batch.left);
      batch.left -= part;
      due -= part;
      paid.push({ grant: batch.key, amount: part });
    }
    this.balance -= amount;
    this.paid.set(key, paid);
    this.#answers.set(key, { amount, balance: this.balance });
    return { balance: this.balance, replayed: false };
  }

  #burnOrder(): Batch[] {
    const never = Number.MAX_SAFE_INTEGER;
    return this.batches.filter((b) => b.state === "live" && b.left > 0).sort((a, b) =>
      a.priority - b.priority || (a.expires ?? never) - (b.expires ?? never) || a.cost - b.cost ||
      a.effective - b.effective
    );
  }
}
