/** Bad input through the front door: each gets its documented token and status, and nothing changes. */
import assert from "node:assert/strict";
import Stripe from "stripe";
import { sign } from "../../functions/_shared/jwt.ts";
import { lacks } from "../_support/needs.ts";
import {
  ACTION,
  AMOUNT,
  type Case,
  json,
  KEY,
  LONG,
  NO_SUCH_DOOR,
  NOT_FOUND,
  OTHER_USER_DOORS,
  type Refusal,
  REQUEST,
  SPEND,
  spend,
  WRONG_TYPE,
} from "./_bad_input.ts";
import {
  connect,
  must,
  newPerson,
  noServiceKey,
  noStack,
  type Person,
  personWith,
  project,
  rawCall,
} from "./_project.ts";

const needsService = { ignore: lacks(noServiceKey) };
const needsStack = { ignore: lacks(noStack) };

/** Everything a person owns, to compare. */
async function everything({ client }: Person): Promise<unknown> {
  const { updated_at: _, ...balance } = must(await client.rpc("balance"));
  return {
    balance,
    entries: must(await client.from("entries").select()),
    grants: must(await client.from("grants").select()),
    purchases: must(await client.from("purchases").select()),
  };
}

async function assertRefusal(
  door: string,
  body: string,
  token: string | undefined,
  [status, code, message]: Refusal,
  init?: RequestInit,
): Promise<void> {
  const answer = await rawCall(door, body, token, init);
  assert.deepEqual(
    [answer.status, answer.code, message === undefined ? undefined : answer.message],
    [status, code, message],
  );
}

Deno.test("bad input to user doors has its token and changes nothing", needsService, async (t) => {
  const person = await personWith(100);
  const before = await everything(person);
  for (const [name, body, refusal] of SPEND) {
    await t.step(name, () => assertRefusal("spend", body, person.token, refusal));
  }
  for (const [door, [name, body, refusal]] of OTHER_USER_DOORS) {
    await t.step(name, () => assertRefusal(door, body, person.token, refusal));
  }
  assert.deepEqual(await everything(person), before);
});

Deno.test(
  "bad input to grant_credits has its token and changes nothing",
  needsService,
  async (t) => {
    const person = await newPerson();
    const before = await everything(person);
    const grant = (fields: Record<string, unknown>) =>
      json({
        account: person.account,
        credits: 1,
        source: "adjustment",
        idempotency_key: "bad-input",
        ...fields,
      });
    const rawGrant = (credits: string) => grant({}).replace('"credits":1', `"credits":${credits}`);
    const cases: Case[] = [
      ["credits null", grant({ credits: null }), AMOUNT],
      ["credits 0", grant({ credits: 0 }), AMOUNT],
      ["credits -1", grant({ credits: -1 }), AMOUNT],
      ["credits NaN as text", grant({ credits: "NaN" }), AMOUNT],
      ["credits Infinity as text", grant({ credits: "Infinity" }), AMOUNT],
      ["seven decimals", rawGrant("1.0000001"), AMOUNT],
      ["10^30", rawGrant("1e30"), AMOUNT],
      ["a little over 10^9", rawGrant("1000000000.000001"), AMOUNT],
      ["credits a word", grant({ credits: "many" }), WRONG_TYPE],
      ["credits true", grant({ credits: true }), WRONG_TYPE],
      ["an absent account", grant({ account: crypto.randomUUID() }), NOT_FOUND],
      ["account null", grant({ account: null }), NOT_FOUND],
      ["key null", grant({ idempotency_key: null }), KEY],
      ["key of 100 kB", grant({ idempotency_key: LONG }), KEY],
      ["an unknown source", grant({ source: "thin_air" }), REQUEST],
      ["no credits", json({ account: person.account, source: "adjustment" }), NO_SUCH_DOOR],
    ];
    const service = { headers: { apikey: project.serviceKey ?? "" } };
    for (const [name, body, refusal] of cases) {
      await t.step(
        name,
        () => assertRefusal("grant_credits", body, project.serviceKey, refusal, service),
      );
    }
    assert.deepEqual(await everything(person), before);
  },
);

Deno.test("service doors are closed to people and strangers (threats 1, 2)", async (t) => {
  const person = await newPerson();
  const before = await everything(person);
  const { account } = person;
  const doors: [string, Record<string, unknown>][] = [
    ["grant_credits", { account, credits: 5, source: "adjustment", idempotency_key: "k" }],
    ["account_of", { user_id: person.user }],
    ["customer_of", { account }],
    ["attach_customer", { account, customer: "cus_evil" }],
    ["attach_checkout_session", { account, purchase_id: account, session_id: "cs_evil" }],
    ["receive_stripe_event", { event: {} }],
    ["server_time", {}],
    ["health_report", {}],
  ];
  for (const [door, args] of doors) {
    await t.step(`${door}, signed in`, async () => {
      await assertRefusal(door, json(args), person.token, [403, "42501"]);
    });
    await t.step(`${door}, a stranger`, async () => {
      await assertRefusal(door, json(args), undefined, [401, "42501"]);
    });
  }
  assert.deepEqual(await everything(person), before);
});

Deno.test("user doors are closed to strangers", async (t) => {
  const doors: [string, string][] = [
    ["balance", "{}"],
    ["quote", json({ action: ACTION })],
    ["spend", spend({})],
    ["explain", json({ seq: 1 })],
    ["start_purchase", json({ pack: "starter" })],
  ];
  for (const [door, body] of doors) {
    await t.step(door, () => assertRefusal(door, body, undefined, [401, "42501"]));
  }
});

Deno.test("tokens that are not Auth's open no door (threats 9, 10)", needsStack, async (t) => {
  const { user, email, token } = await newPerson();
  const secret = project.stack?.jwt_secret ?? "";
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: user,
    email,
    role: "authenticated",
    aud: "authenticated",
    iss: `${project.url}/auth/v1`,
    iat: now,
    exp: now + 600,
  };
  const part = (value: unknown) => btoa(JSON.stringify(value)).replace(/=+$/, "");
  const [header = "", payload = "", signature = ""] = token.split(".");
  const forged: Record<string, string> = {
    "another secret": await sign(claims, { secret: `${secret}x` }),
    "expired": await sign({ ...claims, exp: now - 60 }, { secret }),
    "another audience": await sign({ ...claims, aud: "somebody" }, { secret }),
    "a role of our database": await sign({ ...claims, role: "postgres" }, { secret }),
    "alg none": `${part({ alg: "none", typ: "JWT" })}.${payload}.`,
    "raised to the service": `${header}.${part({ ...claims, role: "service_role" })}.${signature}`,
    "noise": "canary",
  };
  const call = { method: "POST", body: '{"pack":"starter"}' };
  for (const [name, bearer] of Object.entries(forged)) {
    await t.step(`${name}, at a door`, async () => {
      const answer = await rawCall("balance", "{}", bearer);
      assert.equal(answer.status, 401);
      assert.match(answer.code, /^PGRST30\d$/);
    });
    await t.step(`${name}, at checkout`, async () => {
      const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
      const answer = await fetch(`${project.url}/functions/v1/checkout`, { ...call, headers });
      assert.equal(answer.status, 401);
      await answer.body?.cancel();
    });
  }
});

Deno.test("reading methods change nothing (threat 17)", needsService, async () => {
  const person = await personWith(10);
  const before = await everything(person);
  const url = `${project.url}/rest/v1/rpc/spend?action=${ACTION}&idempotency_key=get`;
  const headers = {
    apikey: project.anonKey,
    authorization: `Bearer ${person.token}`,
    "accept-profile": "tally",
  };
  for (const method of ["GET", "HEAD"]) {
    const answer = await fetch(url, { method, headers });
    await answer.body?.cancel();
    assert.equal(answer.status, 405, method);
  }
  assert.deepEqual(await everything(person), before);
});

Deno.test("schemas behind the doors are not there (threat 18)", async () => {
  const { token } = await newPerson();
  // The app of a real project may well expose `public`.
  const ours = ["tally_ledger", "tally_billing", "tally_base", "auth"];
  for (const schema of project.stack ? [...ours, "public"] : ours) {
    const answer = await fetch(`${project.url}/rest/v1/accounts`, {
      headers: {
        apikey: project.anonKey,
        authorization: `Bearer ${token}`,
        "accept-profile": schema,
      },
    });
    assert.deepEqual([answer.status, (await answer.json()).code], [406, "PGRST106"], schema);
  }
});

Deno.test("letters that Stripe did not sign credit nothing (threat 49)", async () => {
  const event = { id: "evt_forged", object: "event", type: "checkout.session.completed" };
  const payload = JSON.stringify(event);
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: "whsec_wrong_secret_0123456789",
  });
  for (const header of [signature, ""]) {
    const answer = await fetch(`${project.url}/functions/v1/stripe-webhook`, {
      method: "POST",
      body: payload,
      headers: { "content-type": "application/json", "stripe-signature": header },
    });
    const { code, message } = await answer.json();
    assert.deepEqual([answer.status, code, message], [400, "PT400", "invalid_signature"]);
  }
});

Deno.test("checkout refuses bad input and leaves no purchase", async (t) => {
  const person = await newPerson();
  const before = await everything(person);
  const cases: [string, string, number, string][] = [
    ["unknown pack", json({ pack: "no_such_pack" }), 404, "not_found"],
    ["no pack", "{}", 400, "invalid_request"],
    ["null pack", json({ pack: null }), 400, "invalid_request"],
    ["broken JSON", "{", 400, "invalid_request"],
    ["quantity 0", json({ pack: "starter", quantity: 0 }), 400, "invalid_quantity"],
    ["quantity 1e30", json({ pack: "starter", quantity: 1e30 }), 400, "invalid_quantity"],
    ["absent account", json({ pack: "starter", account: crypto.randomUUID() }), 404, "not_found"],
    ["100 kB", json({ pack: LONG }), 413, "payload_too_large"],
  ];
  for (const [name, body, status, token] of cases) {
    await t.step(name, async () => {
      const answer = await fetch(`${project.url}/functions/v1/checkout`, {
        method: "POST",
        body,
        headers: {
          apikey: project.anonKey,
          authorization: `Bearer ${person.token}`,
          "content-type": "application/json",
          "x-request-id": "bad-input-1",
        },
      });
      const { code, message, request_id } = await answer.json();
      assert.deepEqual([answer.status, code, message], [status, `PT${status}`, token]);
      assert.equal(request_id, "bad-input-1");
    });
  }
  assert.deepEqual(await everything(person), before);
});

Deno.test("sign-up refuses what no person would send", async () => {
  const client = connect();
  const { email, password } = await newPerson();
  const attempts = [
    { email: "no address", password },
    { email: `${crypto.randomUUID()}@example.com`, password: "short" },
    { email, password: `${password}x` },
  ];
  for (const attempt of attempts) {
    const { data } = await client.auth.signUp(attempt);
    assert.equal(data.session, null, JSON.stringify(attempt));
  }
});
