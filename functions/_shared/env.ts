/**
 * The environment of the functions: read once, typed, and refused at start with the name of the
 * variable that is wrong. No value ever appears in a message. `.env.example` lists them all.
 */
import { z } from "zod";

const url = z.url({ protocol: /^https?$/ })
  .refine((text) => !/[?#@]/.test(text), "must not hold a query, a fragment or a user")
  .transform((text) => text.replace(/\/+$/, ""));

const flag = z.enum(["true", "false"], "must be true or false").transform((text) =>
  text === "true"
);

/** An origin exactly as a browser sends it: never `*`, `null`, a path or a trailing slash. */
const origin = z.string().refine(
  (text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text,
  "must list origins such as https://app.example, separated by commas",
);

const origins = z.string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(origin));

const secret = (prefix: RegExp) => z.string().regex(prefix, "does not look like such a secret");

const VARIABLES = {
  SUPABASE_URL: url,
  SUPABASE_ANON_KEY: z.string().min(20),
  SUPABASE_SERVICE_ROLE_KEY: z.string().min(20),
  SUPABASE_JWT_SECRET: z.string()
    .refine((text) => new TextEncoder().encode(text).length >= 32, "must have 32 bytes or more")
    .optional(),
  JWT_ISSUER: url.optional(),
  STRIPE_SECRET_KEY: secret(/^(sk|rk)_(test|live)_\w+$/),
  STRIPE_WEBHOOK_SECRET: secret(/^whsec_\S{16,}$/),
  STRIPE_WEBHOOK_SECRET_PREVIOUS: secret(/^whsec_\S{16,}$/).optional(),
  STRIPE_API_BASE: url.optional(),
  SITE_URL: url,
  CORS_ORIGINS: origins.optional().transform((list) => list ?? []),
  PAYMENTS_ENABLED: flag.default(true),
} as const;

/** A variable that a function may read. */
export type Variable = keyof typeof VARIABLES;

const PROJECT = ["SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"] as const;
const STRIPE = ["STRIPE_SECRET_KEY", "STRIPE_API_BASE"] as const;

/** What each function reads, and therefore what it must be given: nothing more. */
export const CHECKOUT = [
  ...PROJECT,
  ...STRIPE,
  "SUPABASE_JWT_SECRET",
  "JWT_ISSUER",
  "SITE_URL",
  "CORS_ORIGINS",
  "PAYMENTS_ENABLED",
] as const;
export const STRIPE_WEBHOOK = [
  ...PROJECT,
  ...STRIPE,
  "STRIPE_WEBHOOK_SECRET",
  "STRIPE_WEBHOOK_SECRET_PREVIOUS",
] as const;
export const HEALTH = [...PROJECT, "STRIPE_API_BASE", "CORS_ORIGINS"] as const;

/** The typed values of some variables. */
export type Env<V extends Variable> = { readonly [K in V]: z.output<(typeof VARIABLES)[K]> };

/** Where raw values come from: `Deno.env.get`, or a record in tests. */
export type Source = (name: string) => string | undefined;

/**
 * Reads the named variables; an empty one counts as absent.
 * @throws Error naming every variable that is missing or wrong.
 */
export function readEnv<V extends Variable>(
  names: readonly V[],
  source: Source = (name) => Deno.env.get(name),
): Env<V> {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const name of names) {
    const raw = source(name)?.trim() || undefined;
    const parsed = VARIABLES[name].safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(`${name} ${raw === undefined ? "is missing" : reason(parsed.error)}`);
  }
  if (sendsLiveKeyElsewhere(values)) {
    faults.push("STRIPE_API_BASE must not be set with a live key");
  }
  if (faults.length > 0) throw new Error(`Environment: ${faults.join("; ")}`);
  return values as Env<V>;
}

const reason = (error: z.ZodError): string => {
  const issue = error.issues[0];
  return issue?.code === "custom" || issue?.message.startsWith("must") ||
      issue?.message.startsWith("does")
    ? issue.message
    : "is not valid";
};

/** A live key may only ever travel to Stripe itself. */
const sendsLiveKeyElsewhere = (values: Record<string, unknown>): boolean =>
  values.STRIPE_API_BASE !== undefined && /^(sk|rk)_live_/.test(String(values.STRIPE_SECRET_KEY));
