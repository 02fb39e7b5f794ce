import * as api from "../api.ts";
import { type Failure, toFailure } from "../failure.ts";
import type { Balance } from "../model.ts";
import { createStore } from "../store.ts";
import { session, sessionEnded } from "./session.ts";

/**
 * The balance the pages show: always the server's last word, never computed here. `moment` grows
 * with every refresh, so that other lists on the page know to read again.
 */
export interface AccountState {
  balance: Balance | null;
  failure: Failure | null;
  refreshing: boolean;
  moment: number;
}

const NOTHING: AccountState = { balance: null, failure: null, refreshing: false, moment: 0 };
export const account = createStore<AccountState>(NOTHING);

let asked = 0;
let lastAsked = 0;
const AT_MOST_EVERY_MS = 1000;

/** Reads the balance again. Of overlapping calls the one that started last decides. */
export async function refresh(): Promise<void> {
  if (session.get().phase !== "in") return;
  const mine = ++asked;
  lastAsked = Date.now();
  account.set({ ...account.get(), refreshing: true, moment: account.get().moment + 1 });
  try {
    const balance = await api.balance();
    if (mine !== asked) return;
    account.set({ ...account.get(), balance, failure: null, refreshing: false });
  } catch (thrown) {
    if (mine !== asked) return;
    const failure = toFailure(thrown);
    account.set({ ...account.get(), failure, refreshing: false });
    if (failure.token === "not_signed_in") await sessionEnded();
  }
}

/** Keeps the balance fresh: at sign-in, when the tab is looked at again, and when back online. */
export function watchAccount(): void {
  const lookAgain = () => {
    const settled = Date.now() - lastAsked > AT_MOST_EVERY_MS;
    if (document.visibilityState === "visible" && settled) void refresh();
  };
  addEventListener("focus", lookAgain);
  addEventListener("online", lookAgain);
  addEventListener("pageshow", lookAgain);
  document.addEventListener("visibilitychange", lookAgain);
  session.subscribe(() => {
    asked++;
    account.set(NOTHING);
    void refresh();
  });
}
