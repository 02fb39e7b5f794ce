import assert from "node:assert/strict";
import postgres from "postgres";
import { findDebian15 } from "../../supabase/stack/postgres/mod.ts";
import { canReach, findRunAs } from "../../supabase/stack/postgres/run_as.ts";
import { keep, tempFolder } from "../_support/keep.ts";
import { lacks } from "../_support/needs.ts";
import { ask, pidOf, start } from "./_cluster.ts";

const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;

Deno.test("cluster stops clean and starts again with its data and its password", async () => {
  const home = await tempFolder("cluster");
  const first = await start({ home });
  await ask(first, "create table kept as select 42 as answer");
  await first.stop();
  assert.equal(await first.isRunning(), false);

  const again = await start({ home });
  assert.equal(await ask(again, "select answer from kept"), 42);
  assert.equal(new URL(again.url).password, new URL(first.url).password);
  assert.match(String(await ask(again, "select version()")), /^PostgreSQL 17\.10 /);
  await again.stop();
});

Deno.test("cluster is durable and private as it comes", async () => {
  const cluster = await start();
  const setting = (name: string) => ask(cluster, `select current_setting('${name}')`);
  assert.equal(await setting("fsync"), "on");
  assert.equal(await setting("full_page_writes"), "on");
  assert.equal(await setting("synchronous_commit"), "on");
  assert.equal(await setting("listen_addresses"), "127.0.0.1");
  assert.equal(await setting("unix_socket_directories"), "");
  assert.equal(await setting("server_encoding"), "UTF8");
  assert.equal(await ask(cluster, "select upper('ä')"), "Ä");
  const wrong = cluster.url.replace(/postgres:[^@]+@/, "postgres:wrong@");
  await assert.rejects(
    ask({ ...cluster, url: wrong }, "select 1"),
    /password authentication failed/,
  );
  await cluster.stop();
});

Deno.test("cluster brings pgTAP, pgcrypto, btree_gist and pg_stat_statements", async () => {
  const cluster = await start();
  for (const name of ["pgtap", "pgcrypto", "btree_gist", "pg_stat_statements"]) {
    await ask(cluster, `create extension ${name}`);
  }
  assert.equal(
    await ask(cluster, "select count(*)::int from pg_stat_statements limit 0"),
    undefined,
  );
  assert.equal(
    await ask(cluster, "select extversion from pg_extension where extname = 'pgtap'"),
    "1.3.5",
  );
  await cluster.stop();
});

Deno.test("cluster that runs is used as it is, with changed settings it is started anew", async () => {
  const home = await tempFolder("cluster");
  const first = await start({ home });
  const same = await start({ home });
  assert.equal(await pidOf(same), await pidOf(first));
  const before = await pidOf(first);
  const changed = await start({ home, settings: { work_mem: "7MB" } });
  assert.notEqual(await pidOf(changed), before);
  assert.equal(await ask(changed, "show work_mem"), "7MB");
  await changed.stop();
});

Deno.test("two clusters run side by side on ports of their own", async () => {
  const [one, two] = await Promise.all([start(), start()]);
  assert.notEqual(one.port, two.port);
  assert.equal(await ask(one, "select 1"), 1);
  assert.equal(await ask(two, "select 1"), 1);
  await Promise.all([one.stop(), two.stop()]);
});

Deno.test("cluster comes back after kill -9 with every committed row", async () => {
  const home = await tempFolder("cluster");
  const first = await start({ home });
  await ask(first, "create table kept (n int)");
  const sql = postgres(first.url, { max: 1, onnotice: () => {} });
  let committed = 0;
  const writing = (async () => {
    for (let n = 1;; n++) {
      await sql`insert into kept values (${n})`;
      committed = n;
    }
  })().catch(() => {});
  while (committed < 20) await new Promise((done) => setTimeout(done, 5));
  Deno.kill(await pidOf(first), "SIGKILL");
  await writing;
  await sql.end({ timeout: 0 });

  const again = await start({ home });
  const rows = Number(await ask(again, "select count(*) from kept"));
  assert.ok(rows >= committed && rows <= committed + 1, `${rows} of ${committed} rows`);
  await again.stop();
});

Deno.test({
  name: "cluster comes back when a busy backend outlived the killed postmaster",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const home = await tempFolder("cluster");
    const first = await start({ home });
    const sql = postgres(first.url, { max: 1, onnotice: () => {} });
    const busy = sql.unsafe("do $$ begin loop perform 1; end loop; end $$").catch(() => {});
    await new Promise((done) => setTimeout(done, 300));
    Deno.kill(await pidOf(first), "SIGKILL");
    const again = await start({ home });
    assert.equal(await ask(again, "select 1"), 1);
    await busy;
    await sql.end({ timeout: 0 });
    await again.stop();
  },
});

Deno.test({
  name: "cluster ignores a postmaster.pid that names a foreign process",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const home = await tempFolder("cluster");
    const first = await start({ home });
    const file = `${first.dataDir}/postmaster.pid`;
    const text = await Deno.readTextFile(file);
    await first.stop();
    await Deno.writeTextFile(file, text.replace(/^\d+/, String(Deno.pid)));
    const again = await start({ home });
    assert.equal(await ask(again, "select 1"), 1);
    await again.stop();
  },
});

Deno.test({
  name: "cluster of root in a closed folder keeps its data where the server can reach it",
  ignore: !isRoot,
  fn: async () => {
    const closed = await tempFolder("closed");
    await Deno.chmod(closed, 0o700);
    const home = `${closed}/home`;
    const cluster = await start({ home });
    assert.match(cluster.dataDir, /^\/var\/lib\/tallybase\/[0-9a-f]{12}\/data$/);
    await keep({ folder: cluster.dataDir.replace(/\/data$/, "") });
    assert.equal(await ask(cluster, "select 1"), 1);
    await cluster.stop();
  },
});

Deno.test({
  name: "cluster of root runs as another user",
  ignore: !isRoot,
  fn: async () => {
    const cluster = await start();
    const user = await findRunAs();
    assert.ok(user && user.uid !== 0);
    assert.equal((await Deno.stat(`/proc/${await pidOf(cluster)}`)).uid, user.uid);
    await cluster.stop();
  },
});

const user = isRoot ? await findRunAs() : undefined;
const repository = new URL("../../", import.meta.url).pathname;
Deno.test({
  name: "cluster starts for an ordinary user",
  ignore: lacks(
    !user
      ? undefined
      : await canReach(repository, user)
      ? undefined
      : "cluster of an ordinary user: the repository lies where only root can read",
  ),
  fn: async () => {
    const folder = await tempFolder("user");
    const deno = `${folder}/deno`;
    await Deno.copyFile(Deno.execPath(), deno);
    await Deno.chmod(deno, 0o755);
    if (user) await Deno.chown(folder, user.uid, user.gid);
    await Deno.chmod(folder, 0o755);
    const mod = new URL("../../supabase/stack/postgres/mod.ts", import.meta.url).href;
    const program = `import { startCluster } from "${mod}";
      const cluster = await startCluster({ home: "${folder}/home" });
      console.log(await cluster.isRunning(), Deno.uid());
      await cluster.stop();
      console.log(await cluster.isRunning());`;
    await Deno.writeTextFile(`${folder}/try.ts`, program);
    const { stdout, stderr } = await new Deno.Command(deno, {
      args: ["run", "-A", "--no-check", "--no-config", `${folder}/try.ts`],
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      env: { DENO_DIR: `${folder}/deno_dir`, HOME: folder, XDG_CACHE_HOME: `${folder}/cache` },
      cwd: folder,
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(
      text,
      `true ${user?.uid ?? Deno.uid()}\nfalse\n`,
      new TextDecoder().decode(stderr),
    );
  },
});

Deno.test({
  name: "cluster of Debian's PostgreSQL 15 has pg_cron where its settings say",
  ignore: lacks(findDebian15() ? undefined : "Debian's PostgreSQL 15 is not installed"),
  fn: async () => {
    const cluster = await start({ flavor: "debian15", settings: { "log_statement": "none" } });
    assert.match(String(await ask(cluster, "select version()")), /^PostgreSQL 15\./);
    await ask(cluster, "create extension pg_cron");
    await ask(cluster, "create extension plpgsql_check");
    assert.equal(await ask(cluster, "select count(*)::int from cron.job"), 0);
    await cluster.stop();
  },
});
