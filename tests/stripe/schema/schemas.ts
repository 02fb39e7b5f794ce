import { generateSchemas, type Schemas } from "./generate.ts";

const ROOT = new URL("../../../", import.meta.url);
const SDK = new URL("node_modules/stripe/", ROOT);
const CACHE = new URL("tests/artifacts/", ROOT);

/**
 * The schemas of the SDK that is installed. Making them takes seconds, so they are kept in the
 * ignored folder, under a name that changes with the SDK and with the generator.
 */
export async function loadSchemas(): Promise<Schemas> {
  const file = new URL(`stripe-schema-${await fingerprint()}.json`, CACHE);
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const schemas = generateSchemas([...declarations(new URL("esm/resources/", SDK))]);
  await Deno.mkdir(CACHE, { recursive: true });
  const draft = new URL(`${file.pathname}.${Deno.pid}`, file);
  await Deno.writeTextFile(draft, JSON.stringify(schemas));
  await Deno.rename(draft, file);
  return schemas;
}

function* declarations(folder: URL): Iterable<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const child = new URL(entry.name, folder);
    // V2 objects come from other addresses, which we do not serve.
    if (entry.isDirectory && entry.name !== "V2") yield* declarations(new URL(`${child}/`));
    else if (entry.name.endsWith(".d.ts")) yield Deno.realPathSync(child);
  }
}

async function fingerprint(): Promise<string> {
  const parts = await Promise.all([
    Deno.readTextFile(new URL("package.json", SDK)),
    Deno.readTextFile(new URL("generate.ts", import.meta.url)),
  ]);
  const bytes = new TextEncoder().encode(parts.join(""));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
