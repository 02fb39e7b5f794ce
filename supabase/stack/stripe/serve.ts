import { makeSandbox, type Sandbox, type SandboxConfig } from "./sandbox.ts";

/** A sandbox with its own server on loopback. */
export interface SandboxServer {
  url: string;
  close(): Promise<void>;
}

/** Starts a sandbox and its server. Port 0 takes any free one. */
export function serveSandbox(
  config: Omit<SandboxConfig, "publicUrl"> & { port: number; publicUrl?: string },
): SandboxServer {
  // The sandbox has to know its own address, which a free port only tells once it is taken.
  const started = Promise.withResolvers<Sandbox>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: config.port, onListen: () => {} },
    async (request) => await (await started.promise).fetch(request),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const sandbox = makeSandbox({ ...config, publicUrl: config.publicUrl ?? url });
  started.resolve(sandbox);
  return {
    url,
    async close() {
      await server.shutdown();
      await sandbox.close();
    },
  };
}
