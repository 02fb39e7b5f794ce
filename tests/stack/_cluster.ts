/** Servers of these tests: each in a home of its own, ended with the process. */
import postgres from "postgres";
import {
  type Cluster,
  type ClusterOptions,
  startCluster,
} from "../../supabase/stack/postgres/mod.ts";
import { keep, tempFolder } from "../_support/keep.ts";

/** Starts a server; the home is a new one unless told. */
export async function start(options: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const home = options.home ?? await tempFolder("cluster");
  const cluster = await startCluster({ ...options, home });
  await keep({ postgres: cluster.dataDir });
  return cluster;
}

/** One value of one row. */
export async function ask(cluster: Cluster, query: string): Promise<unknown> {
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} });
  try {
    return Object.values((await sql.unsafe(query))[0] ?? {})[0];
  } finally {
    await sql.end();
  }
}

/** The process of the server. */
export async function pidOf(cluster: Cluster): Promise<number> {
  const text = await Deno.readTextFile(`${cluster.dataDir}/postmaster.pid`);
  return Number(text.split("\n")[0]);
}
