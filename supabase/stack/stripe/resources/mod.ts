import type { Module } from "../core/module.ts";
import { payments } from "../payments/attempt.ts";
import { charges } from "./charges.ts";
import { paymentMode } from "./checkout/payment_mode.ts";
import { checkoutSessions } from "./checkout/sessions.ts";
import { customers } from "./customers.ts";
import { events } from "./events.ts";
import { paymentIntents } from "./payment_intents.ts";
import { paymentMethods } from "./payment_methods.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { webhookEndpoints } from "./webhook_endpoints.ts";

/** Everything the sandbox serves. A new resource is a new file and a line here. */
export const MODULES: Module[] = [
  charges,
  checkoutSessions,
  customers,
  events,
  paymentIntents,
  paymentMethods,
  paymentMode,
  payments,
  prices,
  products,
  webhookEndpoints,
];
