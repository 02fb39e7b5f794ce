import { parse } from "smol-toml";
import { z } from "zod";
import { StackError } from "../errors.ts";

const functionSchema = z.object({
  entrypoint: z.string(),
  import_map: z.string(),
  verify_jwt: z.boolean(),
});

const configSchema = z.object({
  functions: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), functionSchema).default({}),
});

/** One edge function as `supabase/config.toml` declares it; paths are absolute. */
export interface DeclaredFunction {
  name: string;
  entry: string;
  importMap: string;
  verifyJwt: boolean;
}

/** Reads the functions of a `config.toml`. Throws a StackError naming what is wrong with it. */
export function readFunctions(file: URL): DeclaredFunction[] {
  const parsed = configSchema.safeParse(parse(Deno.readTextFileSync(file)));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StackError(
      `supabase/config.toml: ${issue?.path.join(".")} ${issue?.message}: mend the file.`,
    );
  }
  return Object.entries(parsed.data.functions).map(([name, declared]) => ({
    name,
    entry: new URL(declared.entrypoint, file).href,
    importMap: new URL(declared.import_map, file).href,
    verifyJwt: declared.verify_jwt,
  }));
}
