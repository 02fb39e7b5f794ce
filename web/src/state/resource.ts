import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Failure, toFailure } from "../failure.ts";
import { sessionEnded } from "./session.ts";

/** Something read from the server. While it is read again the last data stays. */
export interface Resource<T> {
  data: T | null;
  failure: Failure | null;
  loading: boolean;
  reload: () => void;
}

/**
 * Reads with `load` at once and whenever `watch` changes; an answer that was overtaken is dropped.
 * A null `load` waits. When `subject` changes the old data is another thing's and is forgotten.
 */
export function useResource<T>(
  load: (() => Promise<T>) | null,
  watch: unknown[],
  subject: unknown = null,
): Resource<T> {
  const [state, setState] = useState<{ data: T | null; failure: Failure | null; of: unknown }>({
    data: null,
    failure: null,
    of: subject,
  });
  const [loading, setLoading] = useState(load !== null);
  const [again, setAgain] = useState(0);
  const latest = useRef(0);

  useEffect(() => {
    if (!load) return;
    const mine = ++latest.current;
    setLoading(true);
    load().then(
      (data) => mine === latest.current && setState({ data, failure: null, of: subject }),
      (thrown) => {
        if (mine !== latest.current) return;
        const failure = toFailure(thrown);
        setState((old) => ({ ...old, failure, of: subject }));
        if (failure.token === "not_signed_in") void sessionEnded();
      },
    ).finally(() => mine === latest.current && setLoading(false));
    return () => void latest.current++;
  }, [...watch, subject, again, load === null]);

  const reload = useCallback(() => setAgain((n) => n + 1), []);
  const stale = !Object.is(state.of, subject);
  return {
    data: stale ? null : state.data,
    failure: stale ? null : state.failure,
    loading,
    reload,
  };
}
