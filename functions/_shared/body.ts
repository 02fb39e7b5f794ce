/** Reading request bodies: type first, size while reading, then shape. */
import type { z } from "zod";
import { ApiError, isToken } from "./errors.ts";

/** Largest body of a door that takes a handful of fields. */
const MAX_JSON_BYTES = 16 * 1024;

/** @throws ApiError unsupported_media_type unless the body is plain JSON. */
export function requireJson(request: Request): void {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (type !== "application/json" || encoding !== "identity") {
    throw new ApiError("unsupported_media_type");
  }
}

/**
 * The raw body, never more than `limit` bytes in memory: a declared length is refused at once, an
 * undeclared or false one as soon as the limit is passed.
 * @throws ApiError payload_too_large
 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new ApiError("payload_too_large", { hint: `Send at most ${limit} bytes.` });
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const bytes = new Uint8Array(limit);
  let length = 0;
  for await (const chunk of chunksOf(request)) {
    if (length + chunk.length > limit) throw tooLarge();
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

/** A caller that goes away in the middle is at fault, not we. */
async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* request.body ?? [];
  } catch (cause) {
    throw new ApiError("invalid_request", { sentence: "The body ended early." }, { cause });
  }
}

/** @throws ApiError invalid_request when the bytes are not UTF-8 or not JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError("invalid_request", { sentence: "The body is not valid JSON." });
  }
}

/**
 * The body of a door as `schema` says. A field's schema names its token as the message of its issue
 * (`z.int("invalid_quantity")`); any other fault is invalid_request.
 * @throws ApiError with the token, naming the field but never its value.
 */
export async function readBody<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  requireJson(request);
  const parsed = schema.safeParse(parseJson(await readBytes(request, MAX_JSON_BYTES)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (isToken(issue?.message)) throw new ApiError(issue.message);
  const field = issue?.path.map(String).join(".") || "body";
  throw new ApiError("invalid_request", { sentence: `The field "${field}" is not valid.` });
}
