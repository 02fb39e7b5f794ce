import type { Variable } from "../../functions/_shared/env.ts";
import type { Environment } from "./environment.ts";
import type { Secrets } from "./home.ts";
import type { Ports } from "./ports.ts";

/** The sandbox takes any test key; this one says what it is. */
const SANDBOX_KEY = "sk_test_tallybase_sandbox";

/** The API keys of a home. */
export interface Keys {
  publishable_key: string;
  secret_key: string;
}

/** Everything the parts of one stack are told, known once its database runs. */
export interface Facts {
  home: string;
  apiPort: number;
  apiUrl: string;
  webUrl: string;
  /** Where Stripe and letters lead back to; the web address unless SITE_URL says otherwise. */
  siteUrl: string;
  mailPort: number;
  mailUrl: string;
  stripePort: number;
  stripeUrl: string;
  /** Whether the sandbox stands in for Stripe. */
  sandbox: boolean;
  gatewayUrl: string;
  ownerUrl: string;
  jwtSecret: string;
  keys: Keys;
  webhookSecret: string;
  say: (line: string) => void;
}

/** What facts are made of. */
export interface Sources {
  home: string;
  environment: Environment;
  ports: Ports;
  secrets: Secrets;
  keys: Keys;
  ownerUrl: string;
  say: (line: string) => void;
}

/** The address of a port on loopback. */
export const address = (port: number) => `http://127.0.0.1:${port}`;

/** Puts the facts together. */
export function factsOf(
  { home, environment, ports, secrets, keys, ownerUrl, say }: Sources,
): Facts {
  const gateway = new URL(ownerUrl);
  gateway.username = "authenticator";
  gateway.password = secrets.gateway_password;
  return {
    home,
    apiPort: ports.inner,
    apiUrl: address(ports.api),
    webUrl: address(ports.web),
    siteUrl: environment.SITE_URL ?? address(ports.web),
    mailPort: ports.mail,
    mailUrl: address(ports.mail),
    stripePort: ports.stripe,
    stripeUrl: address(ports.stripe),
    sandbox: environment.STRIPE_SECRET_KEY === undefined,
    gatewayUrl: gateway.href,
    ownerUrl,
    jwtSecret: secrets.jwt_secret,
    keys,
    webhookSecret: environment.STRIPE_WEBHOOK_SECRET ?? secrets.webhook_secret,
    say,
  };
}

/** The values edge functions may be granted; each gets only its own. */
export function functionValues(
  facts: Facts,
  environment: Environment,
): Partial<Record<Variable, string>> {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET_PREVIOUS: previous } = environment;
  const given = environment.CORS_ORIGINS?.split(",").map((origin) => origin.trim()) ?? [];
  const origins = new Set([facts.webUrl, new URL(facts.siteUrl).origin, ...given]);
  return {
    SUPABASE_URL: facts.apiUrl,
    SUPABASE_ANON_KEY: facts.keys.publishable_key,
    SUPABASE_SERVICE_ROLE_KEY: facts.keys.secret_key,
    SUPABASE_JWT_SECRET: facts.jwtSecret,
    STRIPE_SECRET_KEY: key ?? SANDBOX_KEY,
    STRIPE_WEBHOOK_SECRET: facts.webhookSecret,
    ...(previous === undefined ? {} : { STRIPE_WEBHOOK_SECRET_PREVIOUS: previous }),
    ...(facts.sandbox ? { STRIPE_API_BASE: facts.stripeUrl } : {}),
    SITE_URL: facts.siteUrl,
    CORS_ORIGINS: [...origins].join(","),
    PAYMENTS_ENABLED: String(environment.PAYMENTS_ENABLED ?? true),
  };
}
