import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { createApi } from "../../supabase/stack/api/app.ts";
import { startCluster } from "../../supabase/stack/postgres/mod.ts";
import { connect } from "../../sql/_build/scratch.ts";
import { keep, tempFolder } from "../_support/keep.ts";
import { configFor, sampleDatabase } from "./_api.ts";

const home = await tempFolder("api-outage");
const start = async (port?: number) => {
  const cluster = await startCluster({ home, port });
  await keep({ postgres: cluster.dataDir });
  return cluster;
};

Deno.test({
  name: "the API answers 503 while PostgreSQL is away and serves by itself when it is back",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const cluster = await start();
    const config = await configFor(cluster.url, await sampleDatabase(cluster.url));
    const api = createApi(config);
    const client = createClient("http://api", config.publishableKey, {
      db: { schema: "tally" },
      auth: { autoRefreshToken: false, persistSession: false },
      global: { fetch: (input, init) => api.fetch(new Request(input, init)) },
    });
    const timed = async <T>(work: PromiseLike<T>): Promise<[T, number]> => {
      const begun = performance.now();
      return [await work, performance.now() - begun];
    };
    const signUp = () =>
      client.auth.signUp({ email: `${crypto.randomUUID()}@example.test`, password: "long enough" });
    assert.equal((await signUp()).error, null);
    const call = () => client.rpc("add", { a: 1 });
    const view = () => client.from("notes").select();
    assert.deepEqual([(await call()).data, (await view()).status], [2, 200]);

    await t.step("a call that runs when it goes away fails with 503", async () => {
      const slow = client.rpc("slow").then((answer) => answer);
      await new Promise((done) => setTimeout(done, 300));
      await cluster.stop("immediate");
      assert.equal((await slow).status, 503);
    });

    await t.step("every kind of request is 503, soon, many at once too", async () => {
      // Asked directly: supabase-js would try a read three times more.
      const headers = { apikey: config.publishableKey, "Content-Type": "application/json" };
      const ask = async (path: string, body?: string) => {
        const init = { method: body ? "POST" : "GET", headers, body };
        return (await api.fetch(new Request(`http://api${path}`, init))).status;
      };
      const [statuses, ms] = await timed(Promise.all([
        ...Array.from({ length: 30 }, () => ask("/rest/v1/rpc/add", '{"a": 1}')),
        ...Array.from({ length: 10 }, () => ask("/rest/v1/catalog")),
        signUp().then(({ error }) => error?.status),
        ask("/_ready"),
      ]));
      assert.deepEqual([...new Set(statuses)], [503]);
      assert.ok(ms < 2000, `took ${ms} ms`);
    });

    const again = await start(cluster.port);
    await t.step("the next requests are served", async () => {
      const [served, ms] = await timed(until(async () => (await call()).data === 2));
      assert.ok(served);
      assert.ok(ms < 3000, `took ${ms} ms`);
      assert.equal((await view()).status, 200);
      assert.equal((await signUp()).error, null);
    });

    await t.step(
      "connections that are cut cost their own requests only, and nothing hangs",
      async () => {
        const owner = connect(cluster.url);
        const cut = () =>
          owner`select pg_terminate_backend(pid) from pg_stat_activity
          where usename in ('authenticator', 'supabase_auth_admin')`;
        const statuses: number[] = [];
        const busy = Array.from({ length: 8 }, async () => {
          for (let n = 0; n < 30; n++) statuses.push((await call()).status);
        });
        for (let n = 0; n < 3; n++) {
          await new Promise((done) => setTimeout(done, 50));
          await cut();
        }
        await Promise.all(busy);
        await owner.end();
        assert.deepEqual(statuses.filter((status) => status !== 200 && status !== 503), []);
        assert.ok(statuses.filter((status) => status === 200).length > 150);
        assert.equal((await call()).data, 2);
      },
    );

    await t.step("connections stay within their bounds under load", async () => {
      await Promise.all(Array.from({ length: 200 }, () => call()));
      const [row] = await api.gateway.run<{ open: number }>(
        "select count(*) as open from pg_stat_activity where usename = 'authenticator'",
      );
      assert.ok(row!.open <= 10, `${row!.open} connections`);
    });
    await api.close();
    await again.stop();
  },
});

async function until(done: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 5000; Date.now() < end;) {
    if (await done()) return true;
    await new Promise((next) => setTimeout(next, 100));
  }
  return false;
}
