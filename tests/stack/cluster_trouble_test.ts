import assert from "node:assert/strict";
import { StackError } from "../../supabase/stack/errors.ts";
import { platformPackage } from "../../supabase/stack/postgres/binaries.ts";
import { startCluster } from "../../supabase/stack/postgres/mod.ts";
import { explain } from "../../supabase/stack/postgres/programs.ts";
import { tempFolder } from "../_support/keep.ts";
import { lacks } from "../_support/needs.ts";
import { start } from "./_cluster.ts";

/** One sentence that says what happened and what to do: it has a colon before the remedy. */
async function assertSentence(work: Promise<unknown>, pattern: RegExp): Promise<void> {
  const thrown = await work.then(() => undefined, (thrown) => thrown);
  assert.ok(thrown instanceof StackError, `threw ${thrown}`);
  assert.match(thrown.message, pattern);
  assert.match(thrown.message, /: .+[.)]$/);
  assert.ok(!thrown.message.includes("\n"));
}

Deno.test("cluster says when its port is taken", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await assertSentence(start({ port }), new RegExp(`^Port ${port} is taken .*--port`));
  listener.close();
});

Deno.test("cluster says when the data was made by another version", async () => {
  const home = await tempFolder("cluster");
  const cluster = await start({ home });
  await cluster.stop();
  await Deno.writeTextFile(`${cluster.dataDir}/PG_VERSION`, "14\n");
  await assertSentence(
    startCluster({ home }),
    /made by PostgreSQL 14 and this is 17: .*deno task reset/,
  );
});

async function smallDisk(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return undefined;
  const folder = await tempFolder("disk");
  const mounted = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", folder],
    stderr: "null",
  }).output().catch(() => undefined);
  return mounted?.success ? folder : undefined;
}

const disk = await smallDisk();
Deno.test({
  name: "cluster says when there is no space left",
  ignore: lacks(disk ? undefined : "no space: mounting a small disk needs root"),
  fn: async () => {
    try {
      await assertSentence(
        startCluster({ home: `${disk}/home` }),
        /^There is no space left .*20 MB free/,
      );
    } finally {
      await new Deno.Command("umount", { args: [disk!] }).output();
    }
  },
});

Deno.test("cluster says when the disk fills up while it starts", async () => {
  const text = 'FATAL:  could not write lock file "postmaster.pid": No space left on device';
  const failure = Promise.reject(explain(text, { dataDir: "/home/data", port: 1 }));
  await assertSentence(failure, /^There is no space left .*--home/);
});

Deno.test("cluster says when there are no programs for the platform", async () => {
  const work = (async () => await Promise.resolve(platformPackage("haiku", "riscv64")))();
  await assertSentence(work, /no PostgreSQL for haiku-riscv64 .*supabase start/);
});

Deno.test("cluster starts over when its set-up was interrupted", async () => {
  const home = await tempFolder("cluster");
  await Deno.mkdir(`${home}/postgres/draft/base`, { recursive: true });
  await Deno.writeTextFile(`${home}/postgres/draft/PG_VERSION`, "17\n");
  const cluster = await start({ home });
  assert.equal(await cluster.isRunning(), true);
  await cluster.stop();
});
