/** HS256 tokens of the local stack: checked for every request, signed for Auth and for the API keys. */
import { sign, verifyOwn } from "../../../functions/_shared/jwt.ts";
import { type Role, ROLES } from "./session.ts";

/** A token's verified content. */
export interface Claims extends Record<string, unknown> {
  role: Role;
}

/** Supabase's demo keys end on this day as well; a key outlives any local stack. */
const KEY_EXPIRES = 1983812996;

/** Verifies and signs with one secret. @throws TypeError for a secret under 32 bytes. */
export class Tokens {
  constructor(private readonly secret: string) {
    if (new TextEncoder().encode(secret).length < 32) {
      throw new TypeError("JWT_SECRET must be at least 32 bytes long");
    }
  }

  /**
   * The claims of a token signed with our secret by HS256, unexpired, with a role we know; a user's
   * token must be meant for `authenticated`.
   * @throws TokenExpired, an error of the library, or TypeError when role or audience do not fit.
   */
  async verify(token: string): Promise<Claims> {
    const payload = await verifyOwn(token, this.secret);
    const role = ROLES.find((known) => known === payload.role);
    if (!role) throw new TypeError("the token names no role of this API");
    const audience = [payload.aud].flat();
    if (role === "authenticated" && !audience.includes("authenticated")) {
      throw new TypeError("the token is not meant for this API");
    }
    return { ...payload, role };
  }

  /** Signs `claims` as they are; `exp` and `iat` must be among them. */
  sign(claims: Record<string, unknown>): Promise<string> {
    return sign(claims, { secret: this.secret });
  }
}

/** The publishable and the secret API key of a stack: the same two for the same secret. */
export async function issueKeys(
  jwtSecret: string,
): Promise<{ publishable_key: string; secret_key: string }> {
  const tokens = new Tokens(jwtSecret);
  const key = (role: Role) =>
    tokens.sign({ iss: "supabase-demo", role, iat: KEY_EXPIRES - 315_360_000, exp: KEY_EXPIRES });
  return { publishable_key: await key("anon"), secret_key: await key("service_role") };
}
