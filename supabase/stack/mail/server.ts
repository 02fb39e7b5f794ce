/**
 * The mailbox of the stack: keeps every mail in one file and shows it; nothing ever leaves.
 * POST /messages {to, subject, text} · GET /api/messages?to= · GET / for people · GET /_ready.
 * It needs --allow-net for itself, --allow-read and --allow-write of the folder of MAIL_STATE.
 */
import process from "node:process";
import { z } from "zod";
import { createMailbox } from "./mailbox.ts";
import { Letters } from "./letters.ts";

const environment = z.object({
  MAIL_PORT: z.coerce.number().int().min(0).max(65535),
  MAIL_STATE: z.string().min(1),
});

try {
  const names = Object.keys(environment.shape);
  const given = environment.parse(Object.fromEntries(names.map((n) => [n, Deno.env.get(n)])));
  const letters = await Letters.open(given.MAIL_STATE);
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: given.MAIL_PORT,
      onListen: ({ port }) => console.log(JSON.stringify({ event: "mail_ready", port })),
    },
    createMailbox(letters),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await server.shutdown();
      process.exit(0);
    });
  }
} catch (error) {
  console.error(error instanceof Error ? `the mailbox cannot start: ${error.message}` : error);
  process.exit(1);
}
