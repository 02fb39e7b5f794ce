import assert from "node:assert/strict";
import { apiBench, clientOf, person, raw, read, suite } from "./_api.ts";

const bench = await apiBench();
const test = suite("a view", bench);
const user = await person(bench);
const other = await person(bench);
for (let n = 1; n <= 5; n++) {
  const args = { action: "chat", idempotency_key: `note ${n}`, quantity: n, metadata: { n } };
  await user.client.rpc("spend", args);
}
await other.client.rpc("spend", { action: "chat", idempotency_key: "other" });

const get = (path: string, headers: Record<string, string> = {}, token = user.token) =>
  read(raw(bench, `/rest/v1/${path}`, { token, headers }));

test("gives numbers, ISO times, dates, arrays and jsonb as PostgREST does", async () => {
  const { data } = await user.client.from("notes")
    .select("title, amount, at, day, tags, body").eq("title", "note 2").single();
  assert.deepEqual(data, {
    title: "note 2",
    amount: 2,
    at: "2026-11-20T12:00:00.25+00:00",
    day: "2026-11-20",
    tags: ["a", "b"],
    body: { n: 2 },
  });
});

test("shows a user their own rows only, and strangers none", async () => {
  assert.equal((await user.client.from("notes").select()).data?.length, 5);
  assert.equal((await other.client.from("notes").select()).data?.length, 1);
  const stranger = await clientOf(bench).from("notes").select();
  assert.deepEqual([stranger.status, stranger.error?.code], [401, "42501"]);
});

test("without row level security still runs as the caller", async () => {
  assert.deepEqual((await get("bare")).status, 403);
  assert.deepEqual((await get("bare", {}, bench.config.secretKey)).body, [{ id: 1 }]);
  assert.deepEqual((await get("sealed")).body.code, "42501");
});

test("takes filters, order, limit, range and count", async () => {
  const { data, count, status } = await user.client.from("notes")
    .select("title", { count: "exact" }).gte("amount", 2).neq("title", "note 3")
    .order("amount", { ascending: false }).range(0, 1);
  assert.deepEqual(data, [{ title: "note 5" }, { title: "note 4" }]);
  assert.deepEqual([count, status], [3, 206]);
  const some = await user.client.from("notes").select("title").in("title", ["note 1", "none"]);
  assert.deepEqual(some.data, [{ title: "note 1" }]);
  const either = await user.client.from("notes").select("title").or("amount.eq.1,amount.eq.5");
  assert.equal(either.data?.length, 2);
  const inside = await user.client.from("notes").select("n:body->n").eq("body->>n", "4");
  assert.deepEqual(inside.data, [{ n: 4 }]);
  const head = await user.client.from("notes").select("*", { count: "exact", head: true });
  assert.deepEqual([head.data, head.count], [null, 5]);
});

test("answers single() with one object or 406 PGRST116", async () => {
  const many = await user.client.from("notes").select().single();
  assert.deepEqual([many.status, many.error?.code], [406, "PGRST116"]);
  const none = await user.client.from("notes").select().eq("title", "none").maybeSingle();
  assert.deepEqual([none.data, none.error], [null, null]);
});

test("gives 1000 rows at most, whatever is asked for", async () => {
  const all = await clientOf(bench).from("catalog").select("key").order("key");
  assert.equal(all.data?.length, 1000);
  assert.equal((await get("catalog?limit=1100")).body.length, 1000);
  const rest = await clientOf(bench).from("catalog").select("key").order("key").range(1000, 1999);
  assert.deepEqual([rest.data?.length, rest.data?.[0]], [200, { key: "item_1001" }]);
});

test("refuses every write a role has no right to, and keeps its rows", async () => {
  const insert = await user.client.from("notes").insert({ title: "mine" });
  const update = await user.client.from("notes").update({ title: "new" }).eq("title", "note 1");
  const remove = await user.client.from("notes").delete().eq("title", "note 1");
  const upsert = await user.client.from("notes").upsert({ title: "x" });
  for (const { status, error } of [insert, update, remove, upsert]) {
    assert.deepEqual([status, error?.code], [403, "42501"]);
  }
  assert.equal((await user.client.from("notes").select()).data?.length, 5);
});

test("answers a bad filter with 400 and PostgreSQL's words, an unknown column too", async () => {
  const bad = await get("notes?id=eq.one");
  assert.deepEqual([bad.status, bad.body.code], [400, "22P02"]);
  const column = await get("notes?select=nothing");
  assert.deepEqual([column.status, column.body.code], [400, "42703"]);
  assert.equal((await get("notes?title=like")).status, 400);
});

test("nobody made is 404 PGRST205", async () => {
  const { status, body } = await get("no_such_view");
  assert.deepEqual([status, body.code], [404, "PGRST205"]);
});

test("made a moment ago is found", async () => {
  await new Promise((done) => setTimeout(done, 1100));
  await bench.owner.unsafe(`create view tally.fresh as select 1 as one;
    grant select on tally.fresh to authenticated`);
  assert.deepEqual((await get("fresh")).body, [{ one: 1 }]);
});

test("is served from schema tally only, whatever profile is asked for", async () => {
  assert.equal((await get("notes", { "Accept-Profile": "tally" })).status, 200);
  for (const schema of ["public", "auth", "hidden", "pg_catalog", "tally_base", ""]) {
    const { status, body } = await get("notes", { "Accept-Profile": schema });
    assert.deepEqual([status, body.code], [406, "PGRST106"]);
  }
  const hint = "Only the following schemas are exposed: tally";
  assert.equal((await get("notes", { "Accept-Profile": "public" })).body.hint, hint);
  const posted = await read(raw(bench, "/rest/v1/rpc/add", {
    token: user.token,
    body: '{"a": 1}',
    headers: { "Content-Profile": "public" },
  }));
  assert.equal(posted.status, 406);
});

test("cannot be left for tables of other schemas", async () => {
  for (const path of ["auth.users", "users", "hidden.notes", "pg_roles", "pg_catalog.pg_roles"]) {
    assert.equal((await get(path, {}, bench.config.secretKey)).status, 404, path);
  }
  const embedded = await get("notes?select=*,users(*)", {}, bench.config.secretKey);
  assert.ok(embedded.status >= 400);
});

test("does not let SQL in through its address", async () => {
  const tries = [
    "notes?title=eq.x';drop view tally.notes;--",
    'notes?select=title"',
    "notes?order=title;select 1",
    "notes?limit=1;select 1",
    "notes?select=title,(select 1)",
  ];
  for (const path of tries) assert.ok([200, 400].includes((await get(path)).status), path);
  assert.equal((await user.client.from("notes").select()).data?.length, 5);
});
