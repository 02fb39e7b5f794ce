import type Stripe from "stripe";
import { type ApiError, invalidRequest } from "../core/errors.ts";
import type { Raw } from "./form.ts";

/** How one parameter is read. */
export interface Field<T> {
  readonly required?: boolean;
  /** @throws ApiError 400 in Stripe's words when `raw` is not what the field takes */
  decode(raw: Raw, path: string): T;
}

/** A field that has to be there. */
export interface Required<T> extends Field<T> {
  readonly required: true;
}

// deno-lint-ignore no-explicit-any -- any field at all, its type is inferred where it is used
type AnyField = Field<any>;

/** What a group of fields decodes to. */
export type Decoded<S extends Record<string, AnyField>> =
  & { [K in keyof S as S[K] extends Required<unknown> ? K : never]: ReturnType<S[K]["decode"]> }
  & { [K in keyof S as S[K] extends Required<unknown> ? never : K]?: ReturnType<S[K]["decode"]> };

/** What a parameter may decode to: its own type, `null` where it was cleared, any word for words. */
type Loose<T> = T extends Stripe.Decimal | string ? string | null
  : T extends number | boolean | null | undefined ? T | null
  : T extends (infer Item)[] ? Loose<Item>[] | null
  : { [K in keyof T]?: Loose<T[K]> } | null;

/** The fields we may take for a parameter type of the SDK: its own names, its own kinds. */
export type FieldsOf<P> = { [K in keyof P]?: Field<Loose<NonNullable<P[K]>>> };

/** A reader of whole parameter groups that refuses names it does not know, as Stripe does. */
export class Params<T> implements Field<T> {
  constructor(readonly fields: Record<string, AnyField>) {}

  decode(raw: Raw, path = ""): T {
    if (typeof raw === "string") throw invalidRequest("Invalid object", path);
    for (const name of Object.keys(raw)) {
      if (!Object.hasOwn(this.fields, name)) throw unknownParameter(join(path, name));
    }
    const result: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(this.fields)) {
      const at = join(path, name);
      const value = raw[name];
      if (value !== undefined) result[name] = field.decode(value, at);
      else if (field.required) throw missingParameter(at);
    }
    return result as T;
  }
}

/**
 * Declares the parameters of one call, checked against the SDK's type for them:
 * `params<Stripe.CustomerCreateParams>()({ email: text() })`.
 */
export function params<P>(): <S extends FieldsOf<P> & Record<Exclude<keyof S, keyof P>, never>>(
  fields: S,
) => Params<Decoded<S & Record<string, AnyField>>> {
  return (fields) => new Params(fields as Record<string, AnyField>);
}

/** No parameters at all. */
export const nothing: Params<Record<never, never>> = new Params({});

export function required<T>(field: Field<T>): Required<T> {
  return { required: true, decode: (raw, path) => field.decode(raw, path) };
}

/** The name of a part: `metadata[key]`. */
export function join(path: string, name: string): string {
  return path ? `${path}[${name}]` : name;
}

function missingParameter(path: string): ApiError {
  return invalidRequest(`Missing required param: ${path}.`, path, "parameter_missing");
}

function unknownParameter(path: string): ApiError {
  return invalidRequest(
    `Received unknown parameter: ${path}. (This local sandbox knows the parameters Tallybase uses.)`,
    path,
    "parameter_unknown",
  );
}
