import { ApiError, invalidRequest } from "../core/errors.ts";
import type { Store } from "../core/store.ts";

declare module "../core/tables.ts" {
  interface Tables {
    _idempotency: Remembered;
  }
}

/** The answer to a request with a key, kept to be given again. */
export interface Remembered {
  /** The key itself. */
  id: string;
  endpoint: string;
  /** The parameters as they came, in a fixed order. */
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  /** Milliseconds of the machine's clock. */
  storedAt: number;
}

/** Stripe forgets keys after a day at the earliest. */
const KEPT_FOR_MS = 24 * 3600 * 1000;

/** Knows which keys are in use and what was answered to those that are done. */
export class Idempotency {
  #running = new Set<string>();

  constructor(private readonly store: Store) {
    for (const { row } of store.oldestFirst("_idempotency")) {
      if (row.storedAt > Date.now() - KEPT_FOR_MS) break;
      store.remove("_idempotency", row.id);
    }
  }

  /**
   * Claims a key for a request, or returns the answer it had before.
   *
   * @throws ApiError 409 while another request with the key runs, 400 when the key was used for
   *   another endpoint or other parameters
   */
  claim(key: string, endpoint: string, fingerprint: string): Remembered | undefined {
    if (key.length > 255) {
      throw invalidRequest("Idempotency keys can be at most 255 characters long.");
    }
    if (this.#running.has(key)) throw inUse(key);
    const before = this.store.get("_idempotency", key);
    if (!before) {
      this.#running.add(key);
      return undefined;
    }
    if (before.endpoint !== endpoint) {
      throw mismatch(
        `Keys for idempotent requests can only be used for the same endpoint they were first used ` +
          `for ('${endpoint}' vs '${before.endpoint}').`,
        key,
      );
    }
    if (before.fingerprint !== fingerprint) {
      throw mismatch(
        "Keys for idempotent requests can only be used with the same parameters they were first " +
          "used with.",
        key,
      );
    }
    return before;
  }

  /** Keeps an answer. Called inside the transaction that did the work. */
  remember(answer: Remembered): void {
    this.store.put("_idempotency", answer);
  }

  /** The request is over, however it ended. */
  release(key: string): void {
    this.#running.delete(key);
  }
}

function mismatch(reason: string, key: string): ApiError {
  return new ApiError(400, {
    type: "idempotency_error",
    message: `${reason} Try using a key other than '${key}' if you meant to execute a different ` +
      `request.`,
  });
}

function inUse(key: string): ApiError {
  return new ApiError(409, {
    type: "idempotency_error",
    code: "idempotency_key_in_use",
    message: `There is currently another in-progress request using this idempotent key: ${key}.`,
  });
}
