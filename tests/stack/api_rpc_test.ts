import assert from "node:assert/strict";
import { apiBench, clientOf, person, raw, read, suite } from "./_api.ts";

const bench = await apiBench();
const test = suite("a function call", bench);
const user = await person(bench);
const service = clientOf(bench, bench.config.secretKey);

const call = (name: string, args: unknown, headers: Record<string, string> = {}) =>
  read(raw(bench, `/rest/v1/rpc/${name}`, {
    token: user.token,
    body: JSON.stringify(args),
    headers,
  }));
const get = (path: string) => read(raw(bench, `/rest/v1/rpc/${path}`, { token: user.token }));

test("answers a composite as an object with numbers, ISO times and jsonb as it is", async () => {
  const { data, error } = await user.client.rpc("spend", {
    action: "chat",
    idempotency_key: "first",
    quantity: 2.500001,
    metadata: { list: [1, "two", null], text: "ä" },
  });
  assert.equal(error, null);
  assert.deepEqual(data, {
    seq: 1,
    credits: 2.500001,
    at: "2026-11-20T12:00:00+00:00",
    metadata: { list: [1, "two", null], text: "ä" },
  });
});

test("takes every kind of jsonb argument without encoding it again", async () => {
  for (const value of [{ a: { b: [1, 2] } }, [1, "x"], "text", "12", 12, true, null]) {
    assert.deepEqual((await call("echo", { value })).body, value);
  }
});

test("answers scalars bare, with text quoted and times in ISO 8601", async () => {
  assert.equal((await call("add", { a: 2 })).body, 3);
  assert.equal((await call("text_of", { value: 'a"b' })).body, 'a"b');
  assert.equal((await call("text_of", {})).body, null);
  assert.equal((await call("moments", {})).body, "2026-11-20T12:00:00.5+00:00");
});

test("answers void with 204 and no body", async () => {
  const { status, body } = await call("nothing", {});
  assert.deepEqual([status, body], [204, null]);
  assert.deepEqual((await user.client.rpc("nothing")).data, null);
});

test("answers OUT columns as an object, an absent row as its columns without values", async () => {
  assert.deepEqual((await call("outs", { a: 3 })).body, { double: 6, half: 1.5 });
  const none = { seq: null, credits: null, at: null, metadata: null };
  assert.deepEqual((await call("none", {})).body, none);
});

test("answers rows as an array and one object to single()", async () => {
  const rows = await user.client.rpc("usage", { days: 2 });
  assert.deepEqual(rows.data, [
    { day: "2026-11-01", credits: 0, note: "n0" },
    { day: "2026-11-02", credits: 1.5, note: "n1" },
  ]);
  assert.deepEqual((await user.client.rpc("usage", { days: 0 })).data, []);
  const one = await user.client.rpc("usage", { days: 1 }).single();
  assert.deepEqual(one.data, { day: "2026-11-01", credits: 0, note: "n0" });
  const many = await user.client.rpc("usage", { days: 2 }).single();
  assert.deepEqual([many.status, many.error?.code], [406, "PGRST116"]);
  const absent = await user.client.rpc("usage", { days: 0 }).maybeSingle();
  assert.deepEqual([absent.data, absent.error], [null, null]);
});

test("takes select, order, limit, range and count on the rows it returns", async () => {
  const rows = await user.client.rpc("usage", { days: 5 }, { count: "exact" })
    .select("note,credits").order("credits", { ascending: false }).range(1, 2);
  assert.deepEqual(rows.data, [{ note: "n3", credits: 4.5 }, { note: "n2", credits: 3 }]);
  assert.deepEqual([rows.count, rows.status], [5, 206]);
  const filtered = await user.client.rpc("usage", {}).eq("note", "n1");
  assert.equal(filtered.error?.code, "PGRST100");
});

test("gives 1000 rows at most", async () => {
  const { body } = await call("numbers", { upto: 1500 });
  assert.deepEqual([body.length, body[0], body.at(-1)], [1000, 1, 1000]);
});

test("runs once, and leaves nothing when the caller wanted one row of many", async () => {
  const before = await bench.owner`select count(*)::int as n from hidden.notes`;
  await call("spend", { action: "chat", idempotency_key: "once" });
  const after = await bench.owner`select count(*)::int as n from hidden.notes`;
  assert.equal(after[0]!.n, before[0]!.n + 1);
});

test("with a missing, an unknown or a wrongly named argument is 404 PGRST202", async () => {
  for (const args of [{ action: "a" }, { action: "a", idempotency_key: "k", extra: 1 }, {}]) {
    const { status, body } = await call("spend", args);
    assert.deepEqual([status, body.code], [404, "PGRST202"]);
  }
  const { body } = await call("spend", { action: "a", key: "k" });
  assert.deepEqual(body, {
    code: "PGRST202",
    message: "Could not find the function tally.spend(action, key) in the schema cache",
    details: "Searched for the function tally.spend with parameters action, key, but no matches " +
      "were found in the schema cache.",
    hint:
      "Perhaps you meant to call the function tally.spend(action, idempotency_key, quantity, account, metadata)",
  });
  assert.equal((await call("no_such", {})).body.code, "PGRST202");
  assert.equal((await call("open_account", {})).status, 404);
});

test("that two overloads fit is 300 PGRST203", async () => {
  const { status, body } = await call("ambiguous", { a: 1 });
  assert.deepEqual([status, body.code], [300, "PGRST203"]);
});

test("with a value of a wrong type is 400 with PostgreSQL's code", async () => {
  const args = { action: "a", idempotency_key: "k" };
  const { status, body } = await call("spend", { ...args, quantity: "many" });
  assert.deepEqual([status, body], [400, {
    code: "22P02",
    message: 'invalid input syntax for type numeric: "many"',
    details: null,
    hint: null,
  }]);
  assert.equal((await call("spend", { ...args, account: "me" })).body.code, "22P02");
  assert.equal((await call("add", { a: 1e30 })).status, 400);
  assert.equal((await call("spend", { ...args, action: "huge" })).body.code, "22003");
  assert.equal((await call("echo", { value: "\u0000" })).status, 400);
});

test("with a body that is no JSON object is 400 PGRST102, of another type 415", async () => {
  for (const body of ["{", "[]", "1", "null", "[{}]"]) {
    const answer = await read(raw(bench, "/rest/v1/rpc/add", { token: user.token, body }));
    assert.deepEqual([answer.status, answer.body.code], [400, "PGRST102"]);
  }
  const form = await call("add", { a: 1 }, { "Content-Type": "text/plain" });
  assert.equal(form.status, 415);
  assert.equal((await call("add", { a: 1 }, { Accept: "text/csv" })).status, 406);
});

test("turns RAISE with SQLSTATE PTxyz into that status and the whole body", async () => {
  const { data, error, status } = await user.client
    .rpc("spend", { action: "unknown", idempotency_key: "k" });
  assert.equal(data, null);
  assert.equal(status, 404);
  assert.deepEqual({ ...error, name: undefined, message: error?.message }, {
    name: undefined,
    code: "PT404",
    message: "not_found",
    details: "There is no such action.",
    hint: "See the view actions.",
  });
});

test("turns RAISE with SQLSTATE PGRST into its status and headers", async () => {
  const { status, headers, body } = await call("spend", { action: "busy", idempotency_key: "k" });
  assert.equal(status, 429);
  assert.deepEqual([headers.get("Retry-After"), headers.get("X-Own")], ["3", "yes"]);
  assert.deepEqual(body, {
    code: "PT429",
    message: "rate_limited",
    details: "Too often.",
    hint: "Wait.",
  });
  const garbled = await call("spend", { action: "garbled", idempotency_key: "k" });
  assert.deepEqual([garbled.status, garbled.body.code], [500, "PGRST121"]);
});

test("gives every other error the status PostgREST gives it", async () => {
  const of = async (action: string) => {
    const { status, body } = await call("spend", { action, idempotency_key: "k" });
    return [status, body.code];
  };
  assert.deepEqual(await of("plain"), [400, "P0001"]);
  assert.deepEqual(await of("twice"), [409, "23505"]);
  assert.deepEqual(await of("broken"), [500, "XX000"]);
});

test("of a stranger past three seconds ends with 500 57014", async () => {
  const { status, body } = await read(raw(bench, "/rest/v1/rpc/slow", { body: "{}" }));
  assert.deepEqual([status, body.code], [500, "57014"]);
});

test("is refused with 401 to strangers and 403 to users who may not", async () => {
  const stranger = await read(raw(bench, "/rest/v1/rpc/echo", { body: '{"value": 1}' }));
  assert.deepEqual([stranger.status, stranger.body.code], [401, "42501"]);
  const signedIn = await call("service_only", {});
  assert.deepEqual([signedIn.status, signedIn.body.code], [403, "42501"]);
  assert.equal((await service.rpc("service_only")).data, "secret");
});

test("asks for the right to execute each time, however often others were allowed", async () => {
  for (let n = 0; n < 12; n++) assert.equal((await call("echo", { value: n })).status, 200);
  const tries = Array.from(
    { length: 12 },
    () => read(raw(bench, "/rest/v1/rpc/echo", { body: '{"value": 1}' })),
  );
  for (const { status } of await Promise.all(tries)) assert.equal(status, 401);
});

test("by GET takes its arguments from the address, in a read-only transaction", async () => {
  assert.equal((await get("add?a=2&b=40")).body, 42);
  assert.deepEqual((await get('echo?value={"a":1}')).body, { a: 1 });
  const written = await get("spend?action=chat&idempotency_key=read");
  assert.deepEqual([written.status, written.body.code], [405, "25006"]);
  assert.equal((await user.client.rpc("add", { a: 1, b: 1 }, { get: true })).data, 2);
  const head = await user.client.rpc("usage", { days: 2 }, { head: true, count: "exact" });
  assert.deepEqual([head.data, head.count], [null, 2]);
  const put = await read(raw(bench, "/rest/v1/rpc/add", { token: user.token, method: "PUT" }));
  assert.deepEqual([put.status, put.body.code], [405, "PGRST101"]);
});

test("reads the caller's claims, headers, method and path, and nobody else's", async () => {
  const mine = await call("whoami", {}, { "X-Forwarded-For": "10.1.2.3" });
  assert.equal(mine.body.role, "authenticated");
  assert.equal(mine.body.uid, user.id);
  assert.equal(mine.body.jwt.email, user.email);
  assert.equal(mine.body.headers["x-forwarded-for"], "10.1.2.3");
  assert.deepEqual([mine.body.method, mine.body.path], ["POST", "/rpc/whoami"]);
  const stranger = await read(raw(bench, "/rest/v1/rpc/whoami", { body: "{}" }));
  assert.deepEqual([stranger.body.role, stranger.body.uid], ["anon", null]);
});

test("sets status and headers of its answer", async () => {
  const { status, headers, body } = await call("with_status", {});
  assert.deepEqual([status, body], [202, "done"]);
  assert.deepEqual([headers.get("X-Own"), headers.get("Cache-Control")], ["yes", "no-store"]);
});

test("finds a function made a moment ago, and forgets it on NOTIFY pgrst", async () => {
  await call("no_such_yet", {});
  await new Promise((done) => setTimeout(done, 1100));
  await bench.owner.unsafe(
    `create function tally.no_such_yet() returns int language sql as 'select 7';
    grant execute on function tally.no_such_yet() to authenticated`,
  );
  assert.equal((await call("no_such_yet", {})).body, 7);
  await bench.owner.unsafe("drop function tally.no_such_yet(); notify pgrst, 'reload schema'");
  await new Promise((done) => setTimeout(done, 200));
  assert.equal((await call("no_such_yet", {})).body.code, "PGRST202");
});

test("keeps fifty at once apart", async () => {
  const people = await Promise.all([person(bench), person(bench)]);
  const answers = await Promise.all(Array.from({ length: 50 }, async (_, at) => {
    const { client, id } = people[at % 2]!;
    const { data } = await client.rpc("whoami");
    return data.uid === id && data.jwt.sub === id;
  }));
  assert.ok(answers.every(Boolean));
});
