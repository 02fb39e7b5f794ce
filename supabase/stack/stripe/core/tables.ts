/**
 * Everything the sandbox stores, by kind. Each module adds its own kinds:
 *
 *     declare module "../core/tables.ts" {
 *       interface Tables { refund: Wire<Stripe.Refund> }
 *     }
 *
 * A kind that Stripe serves is named as its `object` field says, so that expansion, lists and
 * errors work without further wiring. Kinds of our own begin with an underscore.
 */
// deno-lint-ignore no-empty-interface -- filled by the modules, see above
export interface Tables {}

/** The name of something stored. */
export type Kind = keyof Tables & string;

/** What every stored thing has. */
export interface Row {
  id: string;
}
