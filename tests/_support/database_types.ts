/** The TypeScript of schema `tally`, as Supabase's own generator writes it. */
import { remote, supabase } from "./supabase_cli.ts";

/** The generated file. */
export const TYPES = new URL("../../functions/_shared/database.types.ts", import.meta.url);

const HEADER = "// Generated from the migrated database by `deno task db:types`.\n";

async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "ts", "-"],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const out = await child.output();
  if (!out.success) throw new Error(new TextDecoder().decode(out.stderr));
  return new TextDecoder().decode(out.stdout);
}

/** The file's text for the database at `url`. */
export async function generateTypes(url: string): Promise<string> {
  const out = await supabase("gen", "types", remote(url), "--schema", "tally");
  if (out.code !== 0) throw new Error(`supabase gen types: ${out.stderr}`);
  return await formatted(HEADER + out.stdout);
}
