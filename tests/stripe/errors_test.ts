import assert from "node:assert/strict";
import Stripe from "stripe";
import { assertConforms } from "./schema/validate.ts";
import { refusal, sdk, withSandbox } from "./_support.ts";

async function call(url: string, init: RequestInit = {}) {
  const response = await fetch(url, {
    ...init,
    headers: { authorization: "Bearer sk_test_raw", ...init.headers },
  });
  const answer = await response.json();
  assertConforms(answer);
  return { status: response.status, headers: response.headers, error: answer.error ?? {} };
}

function post(body: string): RequestInit {
  return { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } };
}

Deno.test("only test keys are let in, and every refusal is Stripe's 401", () =>
  withSandbox(async ({ url }) => {
    for (
      const authorization of [
        "",
        "Bearer",
        "Bearer sk_live_abc",
        "Bearer rk_live_abc",
        "Bearer pk_test_abc",
        "Bearer nonsense",
        "Basic !!!",
      ]
    ) {
      const { status, error } = await call(`${url}/v1/customers`, { headers: { authorization } });
      assert.equal(status, 401, authorization);
      assert.equal(error.type, "invalid_request_error");
    }
    const basic = { authorization: `Basic ${btoa("sk_test_abc:")}` };
    assert.equal((await call(`${url}/v1/customers`, { headers: basic })).status, 200);
    const live = await refusal(sdk(url, fetch, "sk_live_abc").customers.list());
    assert.ok(live instanceof Stripe.errors.StripeAuthenticationError);
  }));

Deno.test("an answer names its request and the version it speaks", () =>
  withSandbox(async ({ url, stripe }) => {
    const { lastResponse } = await stripe.customers.list();
    assert.match(lastResponse.requestId, /^req_[0-9A-Za-z]{14}$/);
    assert.equal(lastResponse.apiVersion, Stripe.API_VERSION);
    const old = { "stripe-version": "2020-08-27" };
    const { status, error } = await call(`${url}/v1/customers`, { headers: old });
    assert.equal(status, 400);
    assert.match(error.message, /Invalid Stripe API version: 2020-08-27/);
  }));

Deno.test("an address nobody serves is Stripe's 404, in its own words", () =>
  withSandbox(async ({ url }) => {
    for (const path of ["/v1/nothing", "/v1/customers/", "/nothing", "/v1/customers/%E0%A4%A"]) {
      const { status, error } = await call(`${url}${path}`);
      assert.equal(status, 404, path);
      assert.match(error.message, /^Unrecognized request URL \(GET: \//);
    }
    assert.equal((await call(`${url}/v1/customers`, { method: "DELETE" })).status, 404);
  }));

Deno.test("an object nobody has is 404 resource_missing", () =>
  withSandbox(async ({ stripe }) => {
    for (
      const [read, message, param] of [
        [stripe.customers.retrieve("cus_x"), "No such customer: 'cus_x'", "id"],
        [stripe.products.retrieve("prod_x"), "No such product: 'prod_x'", "id"],
        [stripe.prices.retrieve("price_x"), "No such price: 'price_x'", "id"],
        [stripe.events.retrieve("evt_x"), "No such event: 'evt_x'", "id"],
        [stripe.charges.retrieve("ch_x"), "No such charge: 'ch_x'", "id"],
        [stripe.paymentIntents.retrieve("pi_x"), "No such payment_intent: 'pi_x'", "intent"],
        [
          stripe.checkout.sessions.retrieve("cs_x"),
          "No such checkout.session: 'cs_x'",
          "session",
        ],
        [
          stripe.paymentMethods.retrieve("pm_x"),
          "No such PaymentMethod: 'pm_x'",
          "payment_method",
        ],
      ] as const
    ) {
      const error = await refusal(read);
      assert.equal(error.statusCode, 404);
      assert.equal(error.code, "resource_missing");
      assert.equal(error.message, message);
      assert.equal(error.param, param);
    }
  }));

for (
  const [body, code, param] of [
    ["name=x&foo=1", "parameter_unknown", "foo"],
    ["name=x&tax_details[foo]=1", "parameter_unknown", "tax_details"],
    ["", "parameter_missing", "name"],
    ["name=", "parameter_invalid_empty", "name"],
    ["name[a]=x", undefined, "name"],
    ["name=x&active=yes", undefined, "active"],
    ["name=x&images=a", undefined, "images"],
    ["name=x&images[0]=file:///etc/passwd", "url_invalid", "images[0]"],
    ["name=x&metadata=a", undefined, "metadata"],
    [`name=x&metadata[a]=${"v".repeat(501)}`, undefined, "metadata[a]"],
    [`name=x&metadata[${"k".repeat(41)}]=1`, undefined, "metadata"],
    ["name=x&name[a]=1", undefined, "name[a]"],
    ["name=x&default_price_data[currency]=usd", "parameter_missing", "unit_amount"],
    [
      "name=x&default_price_data[currency]=usd&default_price_data[unit_amount]=4.99",
      "parameter_invalid_integer",
      "default_price_data[unit_amount]",
    ],
    [
      "name=x&default_price_data[currency]=usd&default_price_data[unit_amount]=-1",
      "parameter_invalid_integer",
      "default_price_data[unit_amount]",
    ],
  ] as const
) {
  Deno.test(`a product of "${body.slice(0, 60)}" is refused at ${param}`, () =>
    withSandbox(async ({ url }) => {
      const { status, error } = await call(`${url}/v1/products`, post(body));
      assert.equal(status, 400);
      assert.equal(error.type, "invalid_request_error");
      assert.equal(error.code, code);
      assert.equal(error.param, param);
    }));
}

Deno.test("bodies that are no form, too large or with hostile names are refused, not obeyed", () =>
  withSandbox(async ({ url }) => {
    const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    assert.equal((await call(`${url}/v1/customers`, json)).status, 400);
    const large = post(`description=${"x".repeat(1024 * 1024)}`);
    assert.equal((await call(`${url}/v1/customers`, large)).status, 413);
    for (const name of ["__proto__[x]=1", "constructor[prototype][x]=1", "a[b]]=1", "[a]=1"]) {
      assert.equal((await call(`${url}/v1/customers`, post(name))).status, 400, name);
    }
    assert.equal(({} as Record<string, unknown>).x, undefined);
    const deep = `metadata${"[a]".repeat(40)}=1`;
    assert.equal((await call(`${url}/v1/customers`, post(deep))).status, 400);
  }));

Deno.test("lists are read as a[]=, as a[0]= and in the order of their numbers", () =>
  withSandbox(async ({ url, stripe }) => {
    for (const body of ["a", "b"]) {
      await stripe.products.create({ name: body, id: `prod_${body}` });
    }
    for (const query of ["ids[]=prod_a&ids[]=prod_b", "ids[1]=prod_b&ids[0]=prod_a"]) {
      const response = await fetch(`${url}/v1/products?${query}`, {
        headers: { authorization: "Bearer sk_test_raw" },
      });
      assert.equal((await response.json()).data.length, 2, query);
    }
  }));

Deno.test("only what can be expanded is expanded", () =>
  withSandbox(async ({ stripe, session }) => {
    const { id } = await session();
    const error = await refusal(stripe.checkout.sessions.retrieve(id, { expand: ["currency"] }));
    assert.equal(error.message, "This property cannot be expanded (currency).");
    const deep = await refusal(
      stripe.checkout.sessions.list({ expand: ["data.a.b.c.d"] }),
    );
    assert.equal(deep.statusCode, 400);
    const listed = await stripe.checkout.sessions.list({ expand: ["data.line_items"] });
    assert.equal(listed.data[0]?.line_items?.data.length, 1);
  }));

Deno.test("limits outside 1 to 100 are refused", () =>
  withSandbox(async ({ stripe }) => {
    for (const limit of [0, 101, -1]) {
      assert.equal((await refusal(stripe.customers.list({ limit }))).param, "limit");
    }
  }));
