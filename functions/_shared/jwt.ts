/**
 * Access tokens. The only importer of the JWT library: everything it exports is in our own types, so
 * another library (jsr:@zaubrik/djwt) could replace it in this file alone.
 */
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importJWK,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  SignJWT,
} from "jose";
import { z } from "zod";
import { ApiError } from "./errors.ts";

/** What a verified token says. */
export interface Claims {
  /** The user, a UUID. */
  readonly sub: string;
  readonly role: string;
  readonly email?: string;
  /** Whether the user signed in without any identity. */
  readonly isAnonymous: boolean;
}

/** Which tokens are good: issued by `issuer` for `audience`, signed by its keys. */
export interface Trust {
  readonly issuer: string;
  /** Address of the public keys, tried for asymmetric tokens. */
  readonly jwksUrl: string;
  /** Shared secret of a local stack, ≥ 32 bytes; without it HS256 is refused. */
  readonly secret?: string;
  readonly audience?: string;
}

/** Trust in the Auth of a project; its address is the issuer unless the project says otherwise. */
export const trustOf = (env: {
  readonly SUPABASE_URL: string;
  readonly JWT_ISSUER?: string;
  readonly SUPABASE_JWT_SECRET?: string;
}): Trust => ({
  issuer: env.JWT_ISSUER ?? `${env.SUPABASE_URL}/auth/v1`,
  jwksUrl: `${env.SUPABASE_URL}/auth/v1/.well-known/jwks.json`,
  secret: env.SUPABASE_JWT_SECRET,
});

/** @throws ApiError not_signed_in for a token that is not good, busy when the keys are out of reach. */
export type Verify = (token: string | null) => Promise<Claims>;

/** Each kind of key takes only its own algorithms: a public key can never serve as a secret. */
const PUBLIC_KEY_ALGORITHMS = ["ES256", "RS256", "EdDSA"];
const SECRET_ALGORITHMS = ["HS256"];
const SKEW_SECONDS = 30;
const MAX_TOKEN_LENGTH = 8192;
const MIN_SECRET_BYTES = 32;
const JWKS_TIMEOUT_MS = 3000;

const claimsSchema = z.object({
  sub: z.uuid(),
  role: z.string().min(1).max(64),
  iat: z.number().optional(),
  exp: z.number(),
  email: z.string().max(320).optional().catch(undefined),
  is_anonymous: z.boolean().optional().catch(undefined),
});

/** Makes the verifier of a deployment. @throws Error when the secret is too short. */
export function makeVerify(trust: Trust): Verify {
  const publicKey = publicKeys(trust.jwksUrl);
  const secret = trust.secret === undefined ? undefined : secretBytes(trust.secret);
  const expected: JWTVerifyOptions = {
    issuer: trust.issuer,
    audience: trust.audience ?? "authenticated",
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ["exp", "sub"],
  };

  return async (token) => {
    try {
      if (!token || token.length > MAX_TOKEN_LENGTH) throw new ApiError("not_signed_in");
      const algorithm = decodeProtectedHeader(token).alg ?? "";
      if (PUBLIC_KEY_ALGORITHMS.includes(algorithm)) {
        const options = { ...expected, algorithms: PUBLIC_KEY_ALGORITHMS };
        return readClaims((await jwtVerify(token, publicKey, options)).payload);
      }
      if (!secret) throw new errors.JOSEAlgNotAllowed();
      const options = { ...expected, algorithms: SECRET_ALGORITHMS };
      return readClaims((await jwtVerify(token, secret, options)).payload);
    } catch (thrown) {
      if (thrown instanceof ApiError) throw thrown;
      const code = thrown instanceof errors.JOSEError ? thrown.code : "MALFORMED";
      throw new ApiError("not_signed_in", {}, { code });
    }
  };
}

/** The published keys, cached by the library. Keys out of reach are our outage, not a forgery. */
function publicKeys(jwksUrl: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    [customFetch]: fetchKeys,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (thrown) {
      if (thrown instanceof errors.JWKSNoMatchingKey) throw thrown;
      throw new ApiError("busy", {}, { code: "JWKS", cause: thrown });
    }
  };
}

/** A deployment without public keys (a local stack) answers 404: that is an empty set. */
async function fetchKeys(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  if (response.status !== 404) return response;
  await response.body?.cancel();
  return Response.json({ keys: [] });
}

function readClaims(payload: JWTPayload): Claims {
  const { sub, role, iat, email, is_anonymous } = claimsSchema.parse(payload);
  if (iat !== undefined && iat > Date.now() / 1000 + SKEW_SECONDS) {
    throw new errors.JWTClaimValidationFailed("issued in the future", payload, "iat");
  }
  return { sub, role, isAnonymous: is_anonymous ?? false, ...(email ? { email } : {}) };
}

function secretBytes(secret: string): Uint8Array {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < MIN_SECRET_BYTES) throw new Error("The JWT secret must have 32 bytes or more");
  return bytes;
}

/** The bearer token of a request, or null. */
export function bearerToken(request: Request): string | null {
  return request.headers.get("authorization")?.match(/^Bearer +([^\s]+)$/i)?.[1] ?? null;
}

/** A token that was good until it ended. */
export class TokenExpired extends Error {}

/**
 * The content of a token signed with this secret by HS256 and not yet ended, whatever it says: for a
 * server that makes its own tokens. @throws TokenExpired, or another error of any other fault.
 */
export async function verifyOwn(token: string, secret: string): Promise<Record<string, unknown>> {
  try {
    const options = { algorithms: SECRET_ALGORITHMS, requiredClaims: ["exp"] };
    return (await jwtVerify(token, secretBytes(secret), options)).payload;
  } catch (thrown) {
    if (thrown instanceof errors.JWTExpired) throw new TokenExpired("the token has ended");
    throw thrown;
  }
}

/** Reads a token without verifying anything: for display and tests, never for a decision. */
export function decode(token: string): { header: object; claims: Record<string, unknown> } {
  return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
}

/** A shared secret (HS256 unless said), or a private key as JWK with its algorithm and key id. */
export type SigningKey =
  | { secret: string; algorithm?: string }
  | { jwk: object; algorithm: string; keyId?: string };

/** Signs claims as they are (`iat` and `exp` included): for tests and the local stack. */
export async function sign(claims: Record<string, unknown>, key: SigningKey): Promise<string> {
  const token = new SignJWT(claims as JWTPayload);
  if ("secret" in key) {
    const header = { alg: key.algorithm ?? "HS256", typ: "JWT" };
    return await token.setProtectedHeader(header).sign(new TextEncoder().encode(key.secret));
  }
  const kid = key.keyId === undefined ? {} : { kid: key.keyId };
  return await token.setProtectedHeader({ alg: key.algorithm, typ: "JWT", ...kid })
    .sign(await importJWK(key.jwk, key.algorithm));
}
