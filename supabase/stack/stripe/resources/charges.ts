import type Stripe from "stripe";
import { type Module, served } from "../core/module.ts";
import { listStored } from "../http/list.ts";
import { clearable, createdRange, email, metadata, paging, text } from "../http/fields.ts";
import { params } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { mergeMetadata } from "./shared.ts";

const PATH = "/v1/charges";

const listParams = params<Stripe.ChargeListParams>()({
  ...paging,
  created: createdRange(),
  customer: text(),
  payment_intent: text(),
});

const updateParams = params<Stripe.ChargeUpdateParams>()({
  description: clearable(text()),
  metadata: metadata(),
  receipt_email: clearable(email()),
});

export const charges: Module = {
  serves: [served<"charge">({
    kind: "charge",
    noun: "charge",
    expand: { customer: "customer", payment_intent: "payment_intent" },
  })],
  routes: [
    route(
      "GET",
      PATH,
      listParams,
      (tx, page) =>
        listStored(
          tx,
          "charge",
          PATH,
          page,
          (charge) =>
            (page.customer === undefined || charge.customer === page.customer) &&
            (page.payment_intent === undefined || charge.payment_intent === page.payment_intent),
        ),
    ),
    plainRoute("GET", `${PATH}/:id`, (tx, { id }) => tx.find("charge", id!)),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => {
      const before = tx.find("charge", id!);
      const after = {
        ...before,
        ...given,
        metadata: mergeMetadata(before.metadata, given.metadata),
      };
      tx.change("charge", before, after, "charge.updated");
      return after;
    }),
  ],
};
