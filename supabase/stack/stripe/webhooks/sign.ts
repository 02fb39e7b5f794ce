const encoder = new TextEncoder();

/**
 * The `Stripe-Signature` header for a payload, as Stripe makes it: HMAC-SHA256 of
 * `<seconds>.<payload>` under `v1`, and in test mode a worthless `v0` that receivers must ignore.
 */
export async function signatureHeader(
  payload: string,
  secret: string,
  seconds = Math.floor(Date.now() / 1000),
): Promise<string> {
  const signed = `${seconds}.${payload}`;
  const [v1, v0] = await Promise.all([hmac(signed, secret), hmac(signed, "v0")]);
  return `t=${seconds},v1=${v1},v0=${v0}`;
}

async function hmac(text: string, secret: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
    "sign",
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
