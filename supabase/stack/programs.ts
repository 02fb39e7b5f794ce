import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { Facts } from "./facts.ts";
import { ROOT } from "./options.ts";
import type { ChildSpec } from "./supervisor/child.ts";

const hostOf = (url: string) => new URL(url).host;
const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A program's spec: it may read its variables and nothing else of the environment. */
function program(
  facts: Facts,
  own: Pick<ChildSpec, "name" | "script" | "env" | "readyUrl" | "flags">,
): ChildSpec {
  const { flags, ...rest } = own;
  return {
    ...rest,
    flags: [...flags, `--allow-env=${Object.keys(own.env).join(",")}`, "--ignore-env"],
    logFolder: join(facts.home, "logs"),
    onTrouble: facts.say,
  };
}

/** Data API and Auth. Only loopback: the database, the mailbox and itself. */
export function apiProgram(facts: Facts): ChildSpec {
  const net = [`127.0.0.1:${facts.apiPort}`, hostOf(facts.ownerUrl), hostOf(facts.mailUrl)];
  const root = fileURLToPath(ROOT);
  return program(facts, {
    name: "api",
    script: script("./api/server.ts"),
    flags: [`--allow-net=${net.join(",")}`, `--allow-read=${root}`, "--allow-sys"],
    env: {
      API_PORT: String(facts.apiPort),
      API_DB_URL: facts.gatewayUrl,
      API_OWNER_DB_URL: facts.ownerUrl,
      JWT_SECRET: facts.jwtSecret,
      PUBLISHABLE_KEY: facts.keys.publishable_key,
      SECRET_KEY: facts.keys.secret_key,
      SITE_URL: facts.siteUrl,
      MAIL_URL: facts.mailUrl,
      PUBLIC_API_URL: facts.apiUrl,
    },
    readyUrl: `http://127.0.0.1:${facts.apiPort}/_ready`,
  });
}

/** The mailbox. It keeps its letters in one file and talks to nobody. */
export function mailProgram(facts: Facts): ChildSpec {
  const folder = join(facts.home, "mail");
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return program(facts, {
    name: "mail",
    script: script("./mail/server.ts"),
    flags: [
      `--allow-net=127.0.0.1:${facts.mailPort}`,
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
    ],
    env: { MAIL_PORT: String(facts.mailPort), MAIL_STATE: join(folder, "letters.json") },
    readyUrl: `${facts.mailUrl}/_ready`,
  });
}

/** The Stripe sandbox. It may call our webhook and no other place. */
export function stripeProgram(facts: Facts): ChildSpec {
  const folder = join(facts.home, "stripe");
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return program(facts, {
    name: "stripe",
    script: script("./stripe/server.ts"),
    flags: [
      `--allow-net=127.0.0.1:${facts.stripePort},${hostOf(facts.apiUrl)}`,
      `--allow-read=${folder},${script("./stripe/")}`,
      `--allow-write=${folder}`,
    ],
    env: {
      STRIPE_SANDBOX_PORT: String(facts.stripePort),
      STRIPE_SANDBOX_STATE: join(folder, "sandbox.json"),
      STRIPE_SANDBOX_PUBLIC_URL: facts.stripeUrl,
      STRIPE_SANDBOX_WEBHOOK_URL: `${facts.apiUrl}/functions/v1/stripe-webhook`,
      STRIPE_SANDBOX_WEBHOOK_SECRET: facts.webhookSecret,
    },
    readyUrl: `${facts.stripeUrl}/_ready`,
  });
}
