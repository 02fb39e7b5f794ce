import { CHECKOUT, HEALTH, STRIPE_WEBHOOK, type Variable } from "../../../functions/_shared/env.ts";

/** The variables each function names as its own; its process gets these and no others. */
const GRANTS: Record<string, readonly Variable[]> = {
  "checkout": CHECKOUT,
  "health": HEALTH,
  "stripe-webhook": STRIPE_WEBHOOK,
};

/** The part of `values` that function `name` may read; nothing for one that is not listed. */
export function grantedTo(
  name: string,
  values: Partial<Record<Variable, string>>,
): Record<string, string> {
  const granted: Record<string, string> = {};
  for (const variable of GRANTS[name] ?? []) {
    const value = values[variable];
    if (value !== undefined) granted[variable] = value;
  }
  return granted;
}
