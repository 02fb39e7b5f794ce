/** `deno task db:types`: writes functions/_shared/database.types.ts from the migrations. */
import { freshDatabase } from "../_support/database.ts";
import { generateTypes, TYPES } from "../_support/database_types.ts";
import { cliMissing } from "../_support/supabase_cli.ts";

const missing = cliMissing();
if (missing) {
  console.error(missing);
  Deno.exit(1);
}
const database = await freshDatabase({ max: 1 });
try {
  await Deno.writeTextFile(TYPES, await generateTypes(database.url));
} finally {
  await database.drop();
}
Deno.exit(0);
