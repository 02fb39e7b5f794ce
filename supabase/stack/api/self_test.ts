/**
 * The boot self-test: asks the API itself whether every remedy of lite.ts still works, on throw-away
 * objects of the owner. A package update that loses one must stop the stack, not open a hole.
 */
import { type Api, createApi } from "./app.ts";
import type { ApiConfig } from "./config.ts";
import { Database, sql } from "./database.ts";
import type { DataConnection } from "./lite.ts";
import { PROBES } from "./self_test_probes.ts";
import {
  createProbeObjects,
  dropProbeObjects,
  PROBE_SCHEMA,
  probeUser,
} from "./self_test_objects.ts";
import { Tokens } from "./tokens.ts";

/** What a probe may use. `served` is the API as it will be served, `probed` the same over the probe schema. */
export interface Bench {
  owner: Database;
  config: ApiConfig;
  served: Fetch;
  probed: Fetch;
  gateway: Database;
  tokens: Tokens;
  /** A user's token, and a refresh token of the same session. */
  user: { id: string; token: string; refresh: string };
}

type Fetch = (request: Request) => Promise<Response>;

/** One remedy: the sentence a person reads when it is lost, and a probe that is true while it holds. */
export interface Probe {
  lost: string;
  holds(bench: Bench): Promise<boolean>;
}

/** Another boot on the same database waits here; the number only has to be ours. */
const LOCK = 20261121;

/**
 * Runs every probe.
 * @param wrap puts something around the API under test; a test breaks a remedy with it.
 * @throws Error naming the first hardening that is lost.
 */
export async function selfTest(
  config: ApiConfig,
  api: Api,
  { Gateway, wrap = (fetch) => fetch }: {
    Gateway?: typeof DataConnection;
    wrap?: (fetch: Fetch) => Fetch;
  } = {},
): Promise<void> {
  // One connection, so that the lock is held until it closes.
  const owner = new Database(config.ownerUrl, { max: 1, application: "tally api self-test" });
  await owner.rows(sql`select pg_advisory_lock(${LOCK})`);
  const probe = createApi(config, PROBE_SCHEMA, Gateway);
  try {
    await createProbeObjects(owner);
    const tokens = new Tokens(config.jwtSecret);
    const bench = {
      owner,
      config,
      tokens,
      served: wrap(api.fetch),
      probed: wrap(probe.fetch),
      gateway: probe.gateway,
      user: await probeUser(owner, tokens),
    };
    for (const { lost, holds } of PROBES) {
      if (!await answers(holds, bench)) throw new Error(`the API will not start: ${lost}`);
    }
  } finally {
    await probe.close();
    await dropProbeObjects(owner);
    await owner.close();
  }
}

/** A probe that fails to run has not shown its remedy either. */
async function answers(holds: Probe["holds"], bench: Bench): Promise<boolean> {
  try {
    return await holds(bench);
  } catch (error) {
    console.error("self-test:", error);
    return false;
  }
}
