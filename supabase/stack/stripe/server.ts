import { readConfig } from "./config.ts";
import { serveSandbox } from "./serve.ts";

const server = serveSandbox(readConfig((name) => Deno.env.get(name)));
console.log(JSON.stringify({ event: "ready", service: "stripe", url: server.url }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => void server.close().then(() => Deno.exit(0)));
}
