import { parseEnv } from "node:util";
import { z } from "zod";
import { StackError } from "./errors.ts";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const credits = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, "must be an amount of credits, like 2.5");
const url = z.url({ protocol: /^https?$/ });

/** Variables of the stack, from the environment or `.env`; functions check theirs once more. */
const schema = z.object({
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_test_\w+$/, "must be a test key, sk_test_…"),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith("whsec_"),
  STRIPE_WEBHOOK_SECRET_PREVIOUS: z.string().startsWith("whsec_"),
  SITE_URL: url,
  CORS_ORIGINS: z.string(),
  PAYMENTS_ENABLED: flag,
  TESTING_MODE: flag,
  WELCOME_CREDITS: credits,
  /** For `deno task catalog` alone. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
}).partial();

const CREDIT_COST = /^CREDIT_COST_([A-Z][A-Z0-9_]*)$/;
/** Named in `.env` for other readers: tests against a real project, CI. */
const FOR_OTHERS = /^(SUPABASE_|TALLY_|(JWT_ISSUER|STRIPE_API_BASE)$)/;

/** What a person may set. */
export interface Environment extends z.output<typeof schema> {
  /** Action key → credits, from CREDIT_COST_<ACTION>. */
  creditCosts: Record<string, string>;
}

/** The variables of a `.env` file below those of the process; empty ones count as absent. */
export function readSources(envFile: URL): Record<string, string> {
  let fromFile: Record<string, string | undefined> = {};
  try {
    fromFile = parseEnv(Deno.readTextFileSync(envFile));
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
  const merged = { ...fromFile, ...Deno.env.toObject() };
  for (const name of Object.keys(fromFile)) {
    if (!(name in schema.shape) && !CREDIT_COST.test(name) && !FOR_OTHERS.test(name)) {
      throw new StackError(
        `.env names ${name}, which nothing reads: .env.example lists every variable.`,
      );
    }
  }
  const given = Object.entries(merged).filter((entry): entry is [string, string] =>
    entry[1] !== undefined && entry[1].trim() !== ""
  );
  return Object.fromEntries(given);
}

/** Checks the variables. Throws one sentence naming the variable that is wrong, never its value. */
export function readEnvironment(sources: Record<string, string>): Environment {
  if (/^(sk|rk)_live_/.test(sources.STRIPE_SECRET_KEY ?? "")) {
    throw new StackError(
      "STRIPE_SECRET_KEY is a live key and this stack is for tests: use a key that begins with " +
        "sk_test_, or none, which starts the sandbox.",
    );
  }
  const parsed = schema.safeParse(sources);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StackError(`${issue?.path.join(".")} is not valid (${issue?.message}): mend .env.`);
  }
  const creditCosts: Record<string, string> = {};
  for (const [name, value] of Object.entries(sources)) {
    const action = name.match(CREDIT_COST)?.[1]?.toLowerCase();
    if (action === undefined) continue;
    if (!credits.safeParse(value).success) {
      throw new StackError(`${name} is not valid (must be an amount of credits): mend .env.`);
    }
    creditCosts[action] = value;
  }
  return { ...parsed.data, creditCosts };
}
