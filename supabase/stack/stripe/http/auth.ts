import { ApiError, invalidRequest } from "../core/errors.ts";
import { API_VERSION } from "../core/wire.ts";

/**
 * Lets any test key in: the sandbox is one account and holds no secret worth a check.
 * A live key is refused, so that nobody believes money has moved.
 *
 * @throws ApiError 401
 */
export function requireTestKey(headers: Headers): void {
  const key = keyOf(headers.get("authorization"));
  if (!key) {
    throw refused(
      "You did not provide an API key. You need to provide your API key in the Authorization " +
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (/^(sk|rk)_live_/.test(key)) {
    throw refused(
      "This is a local sandbox without a live mode. Use a key that starts with sk_test_.",
    );
  }
  if (key.startsWith("pk_")) {
    throw refused(
      "This API call cannot be made with a publishable API key. Please use a secret API key.",
      "secret_key_required",
    );
  }
  if (!/^(sk|rk)_test_[0-9A-Za-z_]+$/.test(key)) {
    throw refused(`Invalid API Key provided: ${masked(key)}`);
  }
}

/** @throws ApiError 400 for a version whose shapes we do not serve */
export function requireVersion(headers: Headers): void {
  const version = headers.get("stripe-version");
  if (version && version !== API_VERSION) {
    throw invalidRequest(
      `Invalid Stripe API version: ${version.slice(0, 40)}. This local sandbox speaks ` +
        `${API_VERSION} only.`,
    );
  }
}

/** The key of `Bearer key` or of basic authentication with the key as user name. */
function keyOf(header: string | null): string {
  const [scheme = "", value = ""] = (header ?? "").trim().split(/\s+/);
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return "";
  try {
    return atob(value).split(":")[0] ?? "";
  } catch {
    return "";
  }
}

function masked(key: string): string {
  return key.length < 12 ? "*".repeat(key.length) : `${key.slice(0, 8)}****${key.slice(-4)}`;
}

function refused(message: string, code?: string): ApiError {
  return new ApiError(401, { type: "invalid_request_error", message, ...(code && { code }) });
}
