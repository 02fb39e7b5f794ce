import { messageOf } from "../errors.ts";
import { type Cluster, type ClusterOptions, startCluster } from "./mod.ts";

const LOOK_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** A server that is started again when it is gone. */
export interface WatchedCluster {
  cluster: Cluster;
  running: boolean;
  stop(): Promise<void>;
}

/** Starts a server and keeps it running on the same port. */
export async function keepCluster(
  options: ClusterOptions,
  say: (line: string) => void,
): Promise<WatchedCluster> {
  const first = await startCluster(options);
  let stopping = false;
  const watched: WatchedCluster = {
    cluster: first,
    running: true,
    stop: async () => {
      stopping = true;
      await loop;
      await watched.cluster.stop();
    },
  };

  const bringBack = async () => {
    watched.running = false;
    say("PostgreSQL ended, starting it again");
    for (let wait = 250; !stopping; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        watched.cluster = await startCluster({ ...options, port: first.port });
        watched.running = true;
        say("PostgreSQL is back");
        return;
      } catch (thrown) {
        say(messageOf(thrown));
        await new Promise((done) => setTimeout(done, wait));
      }
    }
  };
  const loop = (async () => {
    while (!stopping) {
      await new Promise((done) => setTimeout(done, LOOK_MS));
      if (!stopping && !await watched.cluster.isRunning()) await bringBack();
    }
  })();
  return watched;
}
