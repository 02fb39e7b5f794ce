/**
 * The process of one edge function: imports the module named by FUNCTION_ENTRY and serves its
 * `export default { fetch }` on loopback, as the platform's runtime does.
 */
const entry = Deno.env.get("FUNCTION_ENTRY")!;
const port = Number(Deno.env.get("FUNCTION_PORT"));

const module: { default?: { fetch?: (request: Request) => Response | Promise<Response> } } =
  await import(entry);
const handler = module.default?.fetch;
if (!handler) throw new Error(`${entry} must have a default export with a fetch method`);

const server = Deno.serve({
  hostname: "127.0.0.1",
  port,
  onListen: () => {},
  onError: (thrown) => {
    console.error(thrown);
    return new Response(null, { status: 500 });
  },
}, (request) => {
  if (new URL(request.url).pathname === "/_ready") return new Response("ready\n");
  return handler(request);
});

// Open requests are answered before a reload or a stop takes the process away.
if (Deno.build.os !== "windows") {
  Deno.addSignalListener("SIGTERM", async () => {
    await server.shutdown();
    Deno.exit(0);
  });
}
