import { apiBench, clientOf, person, raw } from "./_api.ts";
import { selfTest } from "../../supabase/stack/api/self_test.ts";
await using b = await apiBench();
let t = performance.now();
await selfTest(b.config, b.api);
console.log("selftest", performance.now() - t);
const p = await person(b);
console.log(p.id);
const show = async (r: Promise<Response>) => {
  const x = await r;
  console.log(x.status, Object.fromEntries(x.headers), (await x.text()).slice(0, 600));
};
console.log(
  await p.client.rpc("spend", {
    action: "a",
    idempotency_key: "k1",
    quantity: 2.5,
    metadata: { x: [1] },
  }),
);
console.log(await p.client.from("notes").select("*"));
console.log(await p.client.rpc("whoami"));
await show(raw(b, "/rest/v1/notes", { token: p.token }));
await show(
  raw(b, "/rest/v1/catalog?order=key.desc&limit=2", { headers: { Prefer: "count=exact" } }),
);
await show(raw(b, "/rest/v1/rpc/usage", { token: p.token, body: "{}" }));
