/** A proxy that can lose a request on its way, or the answer on its way back. */

/** Where a message is lost: before the target saw it, or after it did its work. */
export type Loss = "request" | "answer";

/** A running proxy. `lose` is asked for every call and may name what to lose. */
export interface Proxy {
  readonly url: string;
  lose: (path: string, method: string) => Loss | undefined | Promise<undefined>;
  /** Paths seen, in order, as `METHOD path`. */
  readonly seen: string[];
  close(): Promise<void>;
}

/** Puts a proxy before `target` (an origin). A lost message is answered as a gateway would. */
export function proxyBefore(target: string): Proxy {
  const seen: string[] = [];
  const lost = () => new Response("bad gateway", { status: 502 });
  const proxy = { lose: (): Loss | undefined => undefined } as Pick<Proxy, "lose">;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    seen.push(`${request.method} ${pathname}`);
    const loss = await proxy.lose(pathname, request.method);
    if (loss === "request") return lost();
    const headers = new Headers(request.headers);
    headers.delete("host");
    const body = request.body === null ? null : await request.arrayBuffer();
    const answer = await fetch(`${target}${pathname}${search}`, {
      method: request.method,
      headers,
      body,
      redirect: "manual",
    });
    if (loss === undefined) return answer;
    await answer.body?.cancel();
    return lost();
  });
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${server.addr.port}`,
    seen,
    close: () => server.shutdown(),
  });
}
