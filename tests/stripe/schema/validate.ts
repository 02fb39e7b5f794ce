import { Ajv, type ValidateFunction } from "ajv";
import { loadSchemas } from "./schemas.ts";

const schemas = await loadSchemas();
// Schemas are compiled in every test file and used a few times: quick to compile beats quick to run.
const ajv = new Ajv({
  allErrors: true,
  strictTypes: false,
  inlineRefs: false,
  code: { optimize: false },
});
const compiled = new Map<string, ValidateFunction>();

const LIST = {
  type: "object",
  required: ["object", "data", "has_more", "url"],
  properties: {
    object: { const: "list" },
    data: { type: "array", items: { type: "object", required: ["object", "id"] } },
    has_more: { type: "boolean" },
    url: { type: "string", pattern: "^/v1/" },
  },
  additionalProperties: false,
};

const ERROR = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["type", "message"],
      properties: {
        type: {
          enum: ["api_error", "card_error", "idempotency_error", "invalid_request_error"],
        },
        ...Object.fromEntries(
          ["message", "code", "decline_code", "doc_url", "param", "charge"].map((name) => [
            name,
            { type: "string" },
          ]),
        ),
        payment_intent: { type: "object", properties: { object: { const: "payment_intent" } } },
        payment_method: { type: "object", properties: { object: { const: "payment_method" } } },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

/**
 * Everything in an answer or event that the SDK's types do not allow, as readable lines; empty when
 * it is as Stripe's. Resources inside of it are looked into as well.
 */
export function faultsOf(value: unknown): string[] {
  if (!isObject(value)) return ["the answer is not an object"];
  if (!("error" in value) && typeof value.object !== "string") {
    return ["the answer says neither `object` nor `error`"];
  }
  return [...walk(value, "")];
}

/** @throws Error that lists every fault */
export function assertConforms(value: unknown): void {
  const faults = faultsOf(value);
  if (faults.length) throw new Error(`not as Stripe's:\n  ${faults.join("\n  ")}`);
}

function* walk(value: unknown, path: string): Iterable<string> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(item, `${path}/${index}`);
  } else if (isObject(value)) {
    const key = keyOf(value);
    if (key) yield* check(key, value, path);
    for (const [name, child] of Object.entries(value)) {
      // People choose these names: an `object` among them is no resource.
      if (name !== "metadata" && name !== "previous_attributes") {
        yield* walk(child, `${path}/${name}`);
      }
    }
  }
}

function* check(key: string, value: unknown, path: string): Iterable<string> {
  const validate = validatorOf(key);
  if (!validate) yield `${path || "/"}: the SDK knows no ${key}`;
  else if (!validate(value)) {
    for (const { instancePath, message, params } of validate.errors ?? []) {
      yield `${path}${instancePath} (${key}): ${message} ${JSON.stringify(params)}`;
    }
  }
}

function keyOf(value: Record<string, unknown>): string | undefined {
  if (isObject(value.error)) return "error";
  if (typeof value.object !== "string") return undefined;
  if (value.object === "event") return `event:${value.type}`;
  return value.deleted === true ? `${value.object}:deleted` : value.object;
}

function validatorOf(key: string): ValidateFunction | undefined {
  const schema = key === "error" ? ERROR : key === "list" ? LIST : schemas[key];
  if (schema === undefined) return undefined;
  let validate = compiled.get(key);
  if (!validate) compiled.set(key, validate = ajv.compile(schema));
  return validate;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
