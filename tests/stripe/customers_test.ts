import assert from "node:assert/strict";
import { refusal, withSandbox } from "./_support.ts";

Deno.test("a customer is created, changed, found by e-mail and deleted", () =>
  withSandbox(async ({ stripe, eventTypes }) => {
    const made = await stripe.customers.create({
      email: "ada@example.com",
      name: "Ada",
      address: { country: "GB", city: "London" },
      metadata: { account: "1", plan: "pro" },
    });
    assert.match(made.id, /^cus_[0-9A-Za-z]{14}$/);
    assert.equal(made.livemode, false);
    assert.equal(made.address?.city, "London");
    assert.equal(made.address?.line1, null);

    const changed = await stripe.customers.update(made.id, {
      name: "Ada L.",
      metadata: { plan: "", since: 2026 },
    });
    assert.equal(changed.name, "Ada L.");
    assert.deepEqual(changed.metadata, { account: "1", since: "2026" });

    await stripe.customers.create({ email: "bob@example.com" });
    const found = await stripe.customers.list({ email: "ada@example.com" });
    assert.deepEqual(found.data.map((customer) => customer.id), [made.id]);

    assert.deepEqual({ ...await stripe.customers.del(made.id) }, {
      id: made.id,
      object: "customer",
      deleted: true,
    });
    const gone = await stripe.customers.retrieve(made.id);
    assert.equal(gone.deleted, true);
    assert.deepEqual(await eventTypes(), [
      "customer.created",
      "customer.updated",
      "customer.created",
      "customer.deleted",
    ]);
  }));

Deno.test("a customer.updated event says what the fields were before", () =>
  withSandbox(async ({ stripe }) => {
    const { id } = await stripe.customers.create({ name: "before", email: "a@example.com" });
    await stripe.customers.update(id, { name: "after" });
    const [event] = (await stripe.events.list({ type: "customer.updated" })).data;
    assert.equal(event?.type, "customer.updated");
    assert.deepEqual(event?.data.previous_attributes, { name: "before" });
  }));

Deno.test("a deleted customer can neither pay nor be changed", () =>
  withSandbox(async ({ stripe, session }) => {
    const { id } = await stripe.customers.create();
    await stripe.customers.del(id);
    assert.equal((await refusal(session({ customer: id }))).code, "resource_missing");
    assert.equal((await refusal(stripe.customers.update(id, { name: "x" }))).statusCode, 404);
  }));

Deno.test("a list of customers is paged forwards and backwards", () =>
  withSandbox(async ({ stripe }) => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      ids.unshift((await stripe.customers.create({ name: `${n}` })).id);
    }
    const first = await stripe.customers.list({ limit: 3 });
    assert.deepEqual(first.data.map(({ id }) => id), ids.slice(0, 3));
    assert.equal(first.has_more, true);
    const second = await stripe.customers.list({ limit: 3, starting_after: ids[2] });
    assert.deepEqual(second.data.map(({ id }) => id), ids.slice(3, 6));
    const back = await stripe.customers.list({ limit: 2, ending_before: ids[3] });
    assert.deepEqual(back.data.map(({ id }) => id), ids.slice(1, 3));
    assert.equal(back.has_more, true);
    const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    assert.deepEqual(all.map(({ id }) => id), ids);
    const none = await stripe.customers.list({ created: { lt: 1 } });
    assert.deepEqual(none.data, []);
    const error = await refusal(stripe.customers.list({ starting_after: "cus_nobody" }));
    assert.equal(error.param, "starting_after");
  }));
