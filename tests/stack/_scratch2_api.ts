import { apiBench, person, raw } from "./_api.ts";
await using b = await apiBench();
const p = await person(b);
const show = async (r: Promise<Response>) => {
  const x = await r;
  console.log(x.status, Object.fromEntries(x.headers), (await x.text()).slice(0, 600));
};
await show(raw(b, "/rest/v1/rpc/whoami", { body: "{}" }));
await show(raw(b, "/rest/v1/bare"));
await show(raw(b, "/rest/v1/bare", { token: p.token }));
await show(raw(b, "/rest/v1/bare", { token: b.config.secretKey }));
await show(raw(b, "/rest/v1/sealed", { token: p.token }));
