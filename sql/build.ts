/**
 * From the SQL source to databases.
 *
 *   deno run -A sql/build.ts order              the files, in load order
 *   deno run -A sql/build.ts load <db url>      loads them, in one transaction
 *   deno run -A sql/build.ts migrate            writes the generated migration
 *   deno run -A sql/build.ts verify [db url]    proves replay(migrations) == load(sql)
 *
 * `verify` takes the address of a server to make its two scratch databases on, or starts its own.
 */
import { loadSources, migrationText } from "./_build/assemble.ts";
import { diffCatalogues, readCatalogue } from "./_build/catalogue.ts";
import { loadOrder, readSources } from "./_build/order.ts";
import {
  applyPlatform,
  connect,
  createDatabase,
  dropDatabase,
  MIGRATIONS,
  replayMigrations,
} from "./_build/scratch.ts";

/** The one generated migration until the first release. */
export const MIGRATION = new URL("20261120000000_tallybase.sql", MIGRATIONS);

/** Loads `sql/` into the database at `url`. Throws a LoadError that names file and line. */
export async function load(url: string): Promise<void> {
  const sql = connect(url);
  try {
    await loadSources(sql, readSources());
  } finally {
    await sql.end();
  }
}

/** Writes the generated migration from `sql/`. */
export async function migrate(): Promise<void> {
  await Deno.mkdir(MIGRATIONS, { recursive: true });
  await Deno.writeTextFile(MIGRATION, migrationText(readSources()));
}

/**
 * Compares the migrations' replay with a load of `sql/`, each in a scratch database of the server
 * at `clusterUrl`. Answers the differences, readable; empty when there are none.
 */
export async function verify(clusterUrl: string): Promise<string[]> {
  const suffix = crypto.randomUUID().slice(0, 8);
  const read = async (name: string, fill: (url: string) => Promise<void>) => {
    const url = await createDatabase(clusterUrl, name);
    const sql = connect(url);
    try {
      await applyPlatform(sql);
      await fill(url);
      return await readCatalogue(sql);
    } finally {
      await sql.end();
      await dropDatabase(clusterUrl, name);
    }
  };
  const replayed = await read(`replayed_${suffix}`, replay);
  const loaded = await read(`loaded_${suffix}`, load);
  return diffCatalogues(replayed, loaded, ["migrations", "sql"]);
}

async function replay(url: string): Promise<void> {
  const sql = connect(url);
  try {
    await replayMigrations(sql);
  } finally {
    await sql.end();
  }
}

/** Runs `verify` on a server of its own, gone afterwards. */
async function verifyAlone(): Promise<string[]> {
  const { startCluster } = await import("../supabase/stack/postgres/mod.ts");
  const home = await Deno.makeTempDir({ prefix: "tallybase-verify-" });
  const cluster = await startCluster({ home });
  try {
    return await verify(cluster.url);
  } finally {
    await cluster.stop("immediate");
    await Deno.remove(home, { recursive: true });
  }
}

const COMMANDS: Record<string, (argument?: string) => Promise<number> | number> = {
  order: () => {
    console.log(loadOrder().join("\n"));
    return 0;
  },
  load: async (url) => {
    if (!url) return usage();
    await load(url);
    return 0;
  },
  migrate: async () => {
    await migrate();
    console.log(`wrote ${MIGRATION.pathname.split("/").slice(-3).join("/")}`);
    return 0;
  },
  verify: async (url) => {
    const differences = url ? await verify(url) : await verifyAlone();
    for (const line of differences) console.log(line);
    const one = differences.length === 1 ? "difference" : "differences";
    console.log(`migrations and sql/: ${differences.length || "no"} ${one}`);
    return differences.length === 0 ? 0 : 1;
  },
};

function usage(): number {
  console.error(
    "usage: deno run -A sql/build.ts order | load <db url> | migrate | verify [db url]",
  );
  return 2;
}

if (import.meta.main) {
  const [name = "", argument] = Deno.args;
  try {
    Deno.exit(await (COMMANDS[name] ?? usage)(argument));
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
