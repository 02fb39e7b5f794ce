import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../api.ts";
import { type Failure, toFailure } from "../failure.ts";
import type { Entry } from "../model.ts";
import { useStore } from "../store.ts";
import { account } from "./account.ts";
import { sessionEnded } from "./session.ts";

/** The part of the history that is loaded, and the ways to load more. */
export interface History {
  entries: Entry[] | null;
  failure: Failure | null;
  loading: boolean;
  /** True while there are older entries. */
  more: boolean;
  loadMore: () => void;
  reload: () => void;
}

interface Loaded {
  entries: Entry[] | null;
  failure: Failure | null;
  more: boolean;
}

const NOTHING: Loaded = { entries: null, failure: null, more: false };

/** Keyset paging over an account's entries; new ones are put on top whenever the balance is read. */
export function useHistory(id: string | null, kind: string): History {
  const { moment } = useStore(account);
  const [state, setState] = useState<Loaded>(NOTHING);
  const [loading, setLoading] = useState(true);
  const turn = useRef(0);
  const subject = useRef("");

  const load = async (before?: number) => {
    if (!id) return;
    const mine = ++turn.current;
    setLoading(true);
    try {
      const page = await api.entries(id, { kind, ...(before === undefined ? {} : { before }) });
      if (mine !== turn.current) return;
      setState((old) => before === undefined ? onTop(old, page) : below(old, page));
    } catch (thrown) {
      if (mine !== turn.current) return;
      const failure = toFailure(thrown);
      setState((old) => ({ ...old, failure }));
      if (failure.token === "not_signed_in") void sessionEnded();
    }
    if (mine === turn.current) setLoading(false);
  };

  useEffect(() => {
    const now = `${id} ${kind}`;
    if (subject.current !== now) setState(NOTHING);
    subject.current = now;
    void load();
    return () => void turn.current++;
  }, [id, kind, moment]);

  const loadMore = () => void load(state.entries?.at(-1)?.seq);
  const reload = () => void load();
  return { ...state, loading, loadMore, reload };
}

/** A fresh first page: entries never change, so only the new ones are added when the two meet. */
function onTop(old: Loaded, page: Entry[]): Loaded {
  const fresh = { entries: page, failure: null, more: page.length === api.PAGE_SIZE };
  const top = old.entries?.[0]?.seq;
  if (!old.entries || top === undefined) return fresh;
  const meets = page.some((entry) => entry.seq === top);
  if (!meets) return fresh;
  const newer = page.filter((entry) => entry.seq > top);
  return { entries: [...newer, ...old.entries], failure: null, more: old.more };
}

function below(old: Loaded, page: Entry[]): Loaded {
  const more = page.length === api.PAGE_SIZE;
  return { entries: [...old.entries ?? [], ...page], failure: null, more };
}
