/** The environment of the API process, read once. */
import { z } from "zod";

const address = z.url().transform((url) => url.replace(/\/+$/, ""));

const environment = z.object({
  API_PORT: z.coerce.number().int().min(0).max(65535),
  API_DB_URL: z.url(),
  API_OWNER_DB_URL: z.url(),
  JWT_SECRET: z.string().min(32),
  PUBLISHABLE_KEY: z.string().min(1),
  SECRET_KEY: z.string().min(1),
  SITE_URL: address,
  MAIL_URL: address,
  PUBLIC_API_URL: address,
  AUTH_CONFIRM_EMAIL: z.enum(["true", "false"]).default("false"),
});

/** What the API must know. URLs carry no trailing slash. */
export interface ApiConfig {
  port: number;
  /** Connection of the gateway role `authenticator`. */
  databaseUrl: string;
  /** The owner's connection: boot work and reading the catalogue. */
  ownerUrl: string;
  jwtSecret: string;
  publishableKey: string;
  secretKey: string;
  siteUrl: string;
  mailUrl: string;
  /** Where browsers reach this API, through the gateway. */
  publicUrl: string;
  confirmEmail: boolean;
}

/** @throws Error naming every variable that is missing or wrong. */
export function readConfig(read: (name: string) => string | undefined): ApiConfig {
  // Name by name: the process may read these variables and no others.
  const names = Object.keys(environment.shape);
  const parsed = environment.safeParse(Object.fromEntries(names.map((n) => [n, read(n)])));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`the API cannot start: ${wrong.join("; ")}`);
  }
  const given = parsed.data;
  return {
    port: given.API_PORT,
    databaseUrl: given.API_DB_URL,
    ownerUrl: given.API_OWNER_DB_URL,
    jwtSecret: given.JWT_SECRET,
    publishableKey: given.PUBLISHABLE_KEY,
    secretKey: given.SECRET_KEY,
    siteUrl: given.SITE_URL,
    mailUrl: given.MAIL_URL,
    publicUrl: given.PUBLIC_API_URL,
    confirmEmail: given.AUTH_CONFIRM_EMAIL === "true",
  };
}
