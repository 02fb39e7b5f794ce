/**
 * What a person was about to do when something came in between: buying while signed out, or running
 * an action without enough credits. Kept for this tab only, so that it also survives Stripe's page.
 */

const BUYING = "tally.buying";
const RETURN = "tally.return";
const DRAFT = "tally.draft";

/** An action about to run. The key stays the same until it succeeded or something else is asked. */
export interface Draft {
  action: string;
  quantity: number;
  key: string;
}

/** Remembers a pack to buy as soon as the person is signed in. */
export const rememberBuying = (pack: string): void => sessionStorage.setItem(BUYING, pack);

/** The pack to go on buying, once. */
export function takeBuying(): string | null {
  const pack = sessionStorage.getItem(BUYING);
  sessionStorage.removeItem(BUYING);
  return pack;
}

/** True when a purchase waits for the person to sign in. */
export const isBuying = (): boolean => sessionStorage.getItem(BUYING) !== null;

/** Remembers the page to come back to after the purchase. */
export const rememberReturn = (path: string): void => sessionStorage.setItem(RETURN, path);

/** The page to come back to, if a purchase interrupted it. */
export const returnPath = (): string | null => ownPath(sessionStorage.getItem(RETURN));

/** Forgets the page to come back to. */
export const clearReturn = (): void => sessionStorage.removeItem(RETURN);

/** The draft for these arguments: the stored one when they are the same, else a new key. */
export function draftFor(action: string, quantity: number): Draft {
  const stored = readDraft();
  if (stored && stored.action === action && stored.quantity === quantity) return stored;
  const draft = { action, quantity, key: crypto.randomUUID() };
  sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  return draft;
}

/** The draft is done; the next run is a new operation. */
export const clearDraft = (): void => sessionStorage.removeItem(DRAFT);

/** Forgets everything, as at sign-out. */
export function forgetTask(): void {
  for (const key of [BUYING, RETURN, DRAFT]) sessionStorage.removeItem(key);
}

/** A path of these pages, or null: nothing else is ever navigated to from a stored or given text. */
export function ownPath(path: string | null): string | null {
  // A browser drops tabs and line breaks from an address: "/\t/host" would be another site.
  return path !== null && /^\/(?![/\\])[^\t\r\n]*$/.test(path) ? path : null;
}

function readDraft(): Draft | null {
  try {
    const { action, quantity, key } = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null") ?? {};
    const whole = typeof action === "string" && typeof quantity === "number" &&
      typeof key === "string";
    return whole ? { action, quantity, key } : null;
  } catch {
    return null;
  }
}
