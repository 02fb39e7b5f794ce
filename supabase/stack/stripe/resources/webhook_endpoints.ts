import type Stripe from "stripe";
import { bury } from "../core/deleted.ts";
import { newId } from "../core/ids.ts";
import { type Module, served } from "../core/module.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { listStored } from "../http/list.ts";
import { boolean, clearable, list, metadata, paging, text, url } from "../http/fields.ts";
import { params, required } from "../http/params.ts";
import { plainRoute, route } from "../http/router.ts";
import { mergeMetadata } from "./shared.ts";

declare module "../core/tables.ts" {
  interface Tables {
    webhook_endpoint: Wire<Stripe.WebhookEndpoint>;
    /** Kept apart: the API shows a secret only when the endpoint is created. */
    _endpoint_secret: { id: string; secret: string };
  }
}

const PATH = "/v1/webhook_endpoints";
const CONFIGURED = "we_configured";

/** The events Tallybase listens to, until the endpoint is told otherwise. */
const DEFAULT_EVENTS = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
];

const createParams = params<Stripe.WebhookEndpointCreateParams>()({
  url: required(url()),
  enabled_events: required(list(text(100), 400)),
  api_version: text(40),
  description: clearable(text()),
  metadata: metadata(),
});

const updateParams = params<Stripe.WebhookEndpointUpdateParams>()({
  url: url(),
  enabled_events: list(text(100), 400),
  description: clearable(text()),
  disabled: boolean(),
  metadata: metadata(),
});

interface NewEndpoint {
  url: string;
  enabled_events: string[];
  api_version?: string;
  description?: string | null;
  metadata?: Record<string, string | null>;
}

function addEndpoint(tx: Tx, id: string, given: NewEndpoint, secret: string) {
  const endpoint: Wire<Stripe.WebhookEndpoint> = {
    id,
    object: "webhook_endpoint",
    api_version: given.api_version ?? null,
    application: null,
    created: tx.now(),
    description: given.description ?? null,
    enabled_events: given.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, given.metadata),
    status: "enabled",
    url: given.url,
  };
  tx.put("webhook_endpoint", endpoint);
  tx.put("_endpoint_secret", { id, secret });
  return { ...endpoint, secret };
}

/** Keeps the endpoint of the configuration true to it; other settings of it stay as they are. */
export function configureEndpoint(
  tx: Tx,
  configured: { url: string; secret: string; events?: string[] },
): void {
  const before = tx.get("webhook_endpoint", CONFIGURED);
  const { url, secret, events } = configured;
  if (!before) {
    addEndpoint(tx, CONFIGURED, { url, enabled_events: events ?? DEFAULT_EVENTS }, secret);
    return;
  }
  const enabled_events = events ?? before.enabled_events;
  tx.put("webhook_endpoint", { ...before, url, enabled_events });
  tx.put("_endpoint_secret", { id: CONFIGURED, secret });
}

export const webhookEndpoints: Module = {
  serves: [served<"webhook_endpoint">({ kind: "webhook_endpoint", noun: "webhook endpoint" })],
  routes: [
    route(
      "POST",
      PATH,
      createParams,
      (tx, given) => addEndpoint(tx, newId("we"), given, newId("whsec", 32)),
    ),
    route(
      "GET",
      PATH,
      params<Stripe.WebhookEndpointListParams>()(paging),
      (tx, page) => listStored(tx, "webhook_endpoint", PATH, page),
    ),
    plainRoute("GET", `${PATH}/:id`, (tx, { id }) => tx.find("webhook_endpoint", id!)),
    route("POST", `${PATH}/:id`, updateParams, (tx, given, { id }) => {
      const before = tx.find("webhook_endpoint", id!);
      const after: Wire<Stripe.WebhookEndpoint> = {
        ...before,
        url: given.url ?? before.url,
        enabled_events: given.enabled_events ?? before.enabled_events,
        description: given.description === undefined ? before.description : given.description,
        status: given.disabled === undefined
          ? before.status
          : given.disabled
          ? "disabled"
          : "enabled",
        metadata: mergeMetadata(before.metadata, given.metadata),
      };
      tx.put("webhook_endpoint", after);
      return after;
    }),
    plainRoute("DELETE", `${PATH}/:id`, (tx, { id }) => {
      tx.find("webhook_endpoint", id!);
      tx.remove("webhook_endpoint", id!);
      tx.remove("_endpoint_secret", id!);
      return bury(tx, "webhook_endpoint", id!);
    }),
  ],
};
