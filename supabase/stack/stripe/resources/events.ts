import type Stripe from "stripe";
import { invalidRequest } from "../core/errors.ts";
import { type Module, served } from "../core/module.ts";
import { listStored } from "../http/list.ts";
import { boolean, createdRange, list, paging, text } from "../http/fields.ts";
import { params } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";

const PATH = "/v1/events";

const listParams = params<Stripe.EventListParams>()({
  ...paging,
  created: createdRange(),
  delivery_success: boolean(),
  type: text(100),
  types: list(text(100), 20),
});

/** Whether a type is the wished one; `charge.*` stands for all that begin so. */
function fits(type: string, wish: string): boolean {
  return wish.endsWith("*") ? type.startsWith(wish.slice(0, -1)) : type === wish;
}

export const events: Module = {
  serves: [served<"event">({ kind: "event", noun: "event" })],
  routes: [
    route("GET", PATH, listParams, (tx, page) => {
      const { type, types, delivery_success } = page;
      if (type !== undefined && types) {
        throw invalidRequest(
          "You may only specify one of these parameters: type, types.",
          "type",
          "parameters_exclusive",
        );
      }
      const wishes = types ?? (type === undefined ? ["*"] : [type]);
      return listStored(
        tx,
        "event",
        PATH,
        page,
        (event) =>
          wishes.some((wish) => fits(event.type, wish)) &&
          (delivery_success === undefined || (event.pending_webhooks === 0) === delivery_success),
      );
    }),
    plainRoute("GET", `${PATH}/:id`, (tx, { id }) => tx.find("event", id!)),
  ],
};
