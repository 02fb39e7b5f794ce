import type Stripe from "stripe";
import type { Wire } from "../../supabase/stack/stripe/core/wire.ts";
import { integer, text } from "../../supabase/stack/stripe/http/fields.ts";
import { params } from "../../supabase/stack/stripe/http/params.ts";

// What the compiler must refuse: `deno check` fails here when one of these passes.
const declare = params<Stripe.ProductCreateParams>();

Deno.test("declared parameters are held against the SDK's types", () => {
  declare({ name: text() });
  // @ts-expect-error: Stripe has no such parameter
  declare({ nickname: text() });
  // @ts-expect-error: a name is no number
  declare({ name: integer() });
});

Deno.test("objects are held against the SDK's types", () => {
  const deleted: Wire<Stripe.DeletedProduct> = { id: "prod_1", object: "product", deleted: true };
  // @ts-expect-error: a field is missing
  const short: Wire<Stripe.DeletedProduct> = { id: "prod_1", object: "product" };
  // @ts-expect-error: a field is invented
  const long: Wire<Stripe.DeletedProduct> = { ...deleted, at: 1 };
  // @ts-expect-error: a decimal travels as text
  const amount: Wire<Stripe.Price>["unit_amount_decimal"] = 499;
  void [short, long, amount];
});
