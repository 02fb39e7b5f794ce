import type Stripe from "stripe";
import { invalidRequest } from "../core/errors.ts";
import type { Tx } from "../core/tx.ts";
import type { Wire } from "../core/wire.ts";
import { clearable, text } from "../http/fields.ts";
import { Params } from "../http/params.ts";

/** Adds, changes and removes single keys, as Stripe merges metadata; nothing given changes nothing. */
export function mergeMetadata(
  before: Record<string, string>,
  given: Record<string, string | null> | null | undefined,
): Record<string, string> {
  const after = { ...before };
  if (given && Object.keys(given).length === 0) return {};
  for (const [key, value] of Object.entries(given ?? {})) {
    if (value === null) delete after[key];
    else after[key] = value;
  }
  return after;
}

type AddressFields = Partial<Record<keyof Stripe.Address, string | null>>;

const line = clearable(text());

/** A postal address, every line of it optional. */
export const address: Params<AddressFields> = new Params({
  city: line,
  country: line,
  line1: line,
  line2: line,
  postal_code: line,
  state: line,
});

/** An address with every line there, or null when none was given. */
export function fullAddress(given: AddressFields | null | undefined): Wire<Stripe.Address> | null {
  if (!given) return null;
  const { city, country, line1, line2, postal_code, state } = given;
  return {
    city: city ?? null,
    country: country ?? null,
    line1: line1 ?? null,
    line2: line2 ?? null,
    postal_code: postal_code ?? null,
    state: state ?? null,
  };
}

/** Name and address as payment methods and charges carry them. */
export const billingDetails: Params<BillingFields> = new Params({
  address: clearable(address),
  email: clearable(text(512)),
  name: clearable(text()),
  phone: clearable(text(30)),
});

/** What `billingDetails` reads. */
export interface BillingFields {
  address?: AddressFields | null;
  email?: string | null;
  name?: string | null;
  phone?: string | null;
}

/** The customer a parameter names. @throws ApiError 400 when it is not there or deleted */
export function needCustomer(tx: Tx, id: string, param = "customer"): Wire<Stripe.Customer> {
  if (tx.get("_deleted", id)) {
    throw invalidRequest(`No such customer: '${id}'`, param, "resource_missing");
  }
  return tx.need("customer", id, param);
}
