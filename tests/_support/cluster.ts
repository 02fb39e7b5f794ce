/** The PostgreSQL server tests share. */
import { startCluster } from "../../supabase/stack/postgres/mod.ts";
import { keep, tempFolder } from "./keep.ts";

type Flavor = "embedded" | "debian15";

/** Starts a server that ends with this process, in a folder of its own; answers its owner's URL. */
export async function ownCluster(flavor: Flavor, settings: Record<string, string> = {}) {
  const home = await tempFolder(flavor);
  const cluster = await startCluster({ home, flavor, settings });
  await keep({ postgres: cluster.dataDir });
  return cluster.url;
}

/** Settings for throw-away data: a crash may lose it, and nobody waits for the disk. */
export const THROW_AWAY = { fsync: "off", full_page_writes: "off" };

let shared: Promise<string> | undefined;

/** The run's server (TALLY_CLUSTER_URL), or one of this process when a file is tested alone. */
export function sharedCluster(): Promise<string> {
  const given = Deno.env.get("TALLY_CLUSTER_URL");
  shared ??= given ? Promise.resolve(given) : ownCluster("embedded", THROW_AWAY);
  return shared;
}
