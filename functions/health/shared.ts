/**
 * One answer for all who ask within `ms`: the first asks, the others wait for the same answer. Keeps
 * a public page cheap. `ask` gets the request id of the one who really asked, and must not reject.
 */
export function shared<T>(
  ms: number,
  ask: (requestId: string) => Promise<T>,
): (requestId: string) => Promise<T> {
  let kept: { until: number; answer: Promise<T> } | undefined;
  return (requestId) => {
    const now = performance.now();
    if (!kept || now >= kept.until) kept = { until: now + ms, answer: ask(requestId) };
    return kept.answer;
  };
}
