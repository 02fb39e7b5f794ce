import assert from "node:assert/strict";
import { connectDoors } from "../../functions/_shared/db.ts";
import { answering, type Asked, assertThrows } from "./_frame.ts";

const ANON = "publishable-key-of-the-tests";
const SERVICE = "secret-key-of-the-tests-0001";

const project = (url: string) => ({
  SUPABASE_URL: url,
  SUPABASE_ANON_KEY: ANON,
  SUPABASE_SERVICE_ROLE_KEY: SERVICE,
});

const headersOf = ({ header }: Asked, ...names: string[]) => names.map(header);

Deno.test("doors are called as the user or as the service, in schema tally", async () => {
  const server = answering(() => Response.json("cus_1"));
  const doors = connectDoors(project(server.url));
  const names = ["apikey", "authorization", "x-request-id", "content-profile"];
  assert.equal(await doors.asUser("user-token", "r-1")("customer_of", { account: "a" }), "cus_1");
  await doors.asService("r-2")("customer_of", { account: "a" });
  const [first, second] = server.asked;
  assert.ok(first && second);
  assert.equal(first.path, "/rest/v1/rpc/customer_of");
  assert.deepEqual(headersOf(first, ...names), [ANON, "Bearer user-token", "r-1", "tally"]);
  assert.deepEqual(headersOf(second, ...names), [SERVICE, `Bearer ${SERVICE}`, "r-2", "tally"]);
  await server.close();
});

Deno.test("doors throw the token the database raised and hand Retry-After on", async () => {
  const server = answering(() =>
    Response.json({ code: "PT429", message: "rate_limited", details: "Slow.", hint: "Wait." }, {
      status: 429,
      headers: { "retry-after": "17" },
    })
  );
  const call = connectDoors(project(server.url)).asService("r");
  const error = await assertThrows(call("customer_of", { account: "a" }), "rate_limited");
  assert.deepEqual([error.entry.retryAfter, error.entry.sentence], [17, "Slow."]);
  await server.close();
});

Deno.test("doors call an outcome unknown when nothing comes back", async (t) => {
  await t.step("a gateway's page", async () => {
    const server = answering(() => new Response("<html>bad gateway</html>", { status: 502 }));
    await assertThrows(
      connectDoors(project(server.url)).asService("r")("customer_of", { account: "a" }),
      "busy",
    );
    await server.close();
  });
  await t.step("no answer in time, asked only once", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const server = answering(() => promise);
    const call = connectDoors(project(server.url), 200).asService("r");
    await assertThrows(call("customer_of", { account: "a" }), "busy");
    assert.equal(server.asked.length, 1);
    resolve(new Response());
    await server.close();
  });
  await t.step("nobody listens", async () => {
    const server = answering(() => new Response());
    await server.close();
    const call = connectDoors(project(server.url)).asService("r");
    await assertThrows(call("customer_of", { account: "a" }), "busy");
  });
});

Deno.test("doors never show what else the database said", async () => {
  const canary = "canary: relation tally_ledger.entries";
  const server = answering(() =>
    Response.json({ code: "42P01", message: canary, details: canary, hint: canary }, {
      status: 404,
    })
  );
  const call = connectDoors(project(server.url)).asService("r");
  const error = await assertThrows(call("customer_of", { account: "a" }), "internal_error");
  assert.ok(!/canary/.test(JSON.stringify(error.body("r"))));
  await server.close();
});
