import assert from "node:assert/strict";
import {
  applyPlatform,
  connect,
  createDatabase,
  dropDatabase,
  replayMigrations,
} from "../../sql/_build/scratch.ts";
import { sharedCluster } from "../_support/cluster.ts";
import { signUp } from "../_support/database.ts";

Deno.test("an installation opens an account for every user it finds, and one for each that comes", async () => {
  const cluster = await sharedCluster();
  const name = `backfill_${crypto.randomUUID().slice(0, 8)}`;
  const sql = connect(await createDatabase(cluster, name));
  try {
    await applyPlatform(sql);
    const before = [await signUp(sql), await signUp(sql)];
    await sql`insert into auth.users (id, email) select gen_random_uuid(), null from generate_series(1, 500)`;
    await replayMigrations(sql);
    const after = await signUp(sql);
    const owners = await sql`
      select u.id, m.role, a.status::text, a.balance::int as balance from auth.users u
      left join tally_ledger.personal_accounts p on p.user_id = u.id
      left join tally_ledger.accounts a on a.id = p.account_id
      left join tally_ledger.account_members m on m.account_id = a.id and m.user_id = u.id`;
    assert.equal(owners.length, 503);
    for (const { role, status, balance } of owners) {
      assert.deepEqual({ role, status, balance }, { role: "owner", status: "open", balance: 0 });
    }
    assert.ok([...before, after].every((id) => owners.some((owner) => owner.id === id)));

    // The setting may come later: people who were there before are welcomed too, each once.
    await sql`select tally_base.set_setting('welcome_credits', '25')`;
    for (let round = 0; round < 2; round++) {
      await sql`select tally_ledger.open_accounts()`;
      const [sum] = await sql`select sum(balance)::int as credits from tally_ledger.accounts`;
      assert.equal(sum!.credits, 75, "two from before and one since have an address");
    }
  } finally {
    await sql.end();
    await dropDatabase(cluster, name);
  }
});
