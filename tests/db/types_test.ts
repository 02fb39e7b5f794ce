import assert from "node:assert/strict";
import { freshDatabase } from "../_support/database.ts";
import { generateTypes, TYPES } from "../_support/database_types.ts";
import { lacks } from "../_support/needs.ts";
import { cliMissing } from "../_support/supabase_cli.ts";

Deno.test({
  name: "database.types.ts is what `deno task db:types` writes",
  ignore: lacks(cliMissing()),
  fn: async () => {
    const database = await freshDatabase({ max: 1 });
    try {
      assert.equal(await Deno.readTextFile(TYPES), await generateTypes(database.url));
    } finally {
      await database.drop();
    }
  },
});
