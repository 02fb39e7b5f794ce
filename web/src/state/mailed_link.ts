import * as api from "../api.ts";
import { createStore } from "../store.ts";

/** A one-time token in the address (`?token_hash=…&type=recovery`) being traded for a session. */
export const mailedLink = createStore<{ busy: boolean }>({ busy: false });

const TYPES = ["recovery", "signup"] as const;

/**
 * Uses the token of the address once and takes it out of sight. Links in the other style carry the
 * session behind the `#`, which supabase-js reads by itself.
 */
export async function followMailedLink(): Promise<void> {
  const url = new URL(location.href);
  const hash = url.searchParams.get("token_hash");
  const type = TYPES.find((name) => name === url.searchParams.get("type"));
  if (!hash || !type) return;
  url.search = "";
  history.replaceState(null, "", url);
  mailedLink.set({ busy: true });
  // A refused token needs no message of its own: without a session the page says what to do.
  await api.useMailedToken(hash, type).catch(() => {});
  mailedLink.set({ busy: false });
}
