/**
 * The API process: Data API and Auth on 127.0.0.1:API_PORT, started by the stack.
 * It needs --allow-net for itself, the database and the mailbox, --allow-read of the repository,
 * --allow-env of its variables and --allow-sys (the database driver asks for the user's name).
 * It exits with 1 and one sentence when it is not configured or a hardening of lite is lost.
 */
import process from "node:process";
import { createApi } from "./app.ts";
import { readConfig } from "./config.ts";
import { prepareDatabase } from "./roles.ts";
import { selfTest } from "./self_test.ts";

try {
  const config = readConfig((name) => Deno.env.get(name));
  await prepareDatabase(config.ownerUrl, config.databaseUrl);
  const api = createApi(config);
  await selfTest(config, api);
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: config.port,
      onListen: ({ port }) => console.log(JSON.stringify({ event: "api_ready", port })),
    },
    (request) => api.fetch(request),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await server.shutdown();
      await api.close();
      process.exit(0);
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
