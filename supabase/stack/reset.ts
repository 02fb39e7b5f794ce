/** `deno task reset [--home DIR]`: empties a home; the next start makes everything anew. */
import { join } from "node:path";
import { HOME_ENTRIES, lockHome } from "./home.ts";
import { messageOf } from "./errors.ts";
import { readOptions } from "./options.ts";
import { removeData } from "./postgres/mod.ts";

async function reset(home: string): Promise<void> {
  const lock = await lockHome(home);
  try {
    await removeData(home);
    for (const entry of HOME_ENTRIES) {
      await Deno.remove(join(home, entry), { recursive: true }).catch((thrown) => {
        if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
      });
    }
  } finally {
    lock.release();
  }
}

try {
  const { home } = readOptions(Deno.args);
  await reset(home);
  console.log(`${home} is empty`);
} catch (thrown) {
  console.error(messageOf(thrown));
  Deno.exit(1);
}
