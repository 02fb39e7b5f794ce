import { ApiError, invalidRequest } from "../core/errors.ts";
import { newId } from "../core/ids.ts";
import { type RequestInfo, Tx, type World } from "../core/tx.ts";
import { API_VERSION } from "../core/wire.ts";
import type { Faults } from "../webhooks/faults.ts";
import { requireTestKey, requireVersion } from "./auth.ts";
import { expand, expandNames } from "./expand.ts";
import { decodeForm, noFields, type Raw, type RawFields } from "./form.ts";
import { Idempotency } from "./idempotency.ts";
import { type Route, Router } from "./router.ts";

const MAX_BODY_BYTES = 1024 * 1024;

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** The API under /v1: reads requests, runs calls in transactions, answers as Stripe does. */
export class Api {
  #router: Router;
  #idempotency: Idempotency;

  constructor(private readonly world: World, private readonly faults: Faults) {
    this.#router = new Router(world.modules.routes());
    this.#idempotency = new Idempotency(world.store);
  }

  /** Answers one request. Never throws: every failure is an answer in Stripe's shape. */
  async handle(request: Request): Promise<Response> {
    const info: RequestInfo = {
      id: newId("req", 14),
      idempotencyKey: request.method === "POST" ? request.headers.get("idempotency-key") : null,
    };
    let answer: Answer;
    try {
      answer = await this.#answer(request, info);
    } catch (error) {
      answer = failure(error, info);
    }
    if (this.faults.takeLostAnswer()) return brokenAnswer();
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        "content-type": "application/json",
        "cache-control": "no-cache, no-store",
        "request-id": info.id,
        "stripe-version": API_VERSION,
        ...(info.idempotencyKey && { "idempotency-key": info.idempotencyKey }),
        ...answer.headers,
      },
    });
  }

  async #answer(request: Request, info: RequestInfo): Promise<Answer> {
    requireTestKey(request.headers);
    requireVersion(request.headers);
    const url = new URL(request.url);
    const found = this.#router.find(request.method, url.pathname);
    if (!found) throw unknownUrl(request.method, url.pathname);
    const sent = request.method === "POST" ? await bodyOf(request) : url.search.slice(1);
    const work = () => this.#run(found.route, found.path, decodeForm(sent), info);
    if (this.faults.takeFailure()) throw askedFor();
    if (info.idempotencyKey === null) {
      await this.faults.slowDown();
      return work();
    }
    const before = this.#idempotency.claim(info.idempotencyKey, url.pathname, fingerprint(sent));
    if (before) {
      return {
        ...before,
        headers: { "idempotent-replayed": "true", "original-request": before.requestId },
      };
    }
    try {
      await this.faults.slowDown();
      return this.#runOnce(work, url.pathname, fingerprint(sent), info as KeyedRequest);
    } finally {
      this.#idempotency.release(info.idempotencyKey);
    }
  }

  /** The work and the memory of its answer are one transaction: a crash leaves both or neither. */
  #runOnce(work: () => Answer, endpoint: string, sent: string, info: KeyedRequest): Answer {
    const remember = (answer: Answer): Answer => {
      this.#idempotency.remember({
        id: info.idempotencyKey,
        endpoint,
        fingerprint: sent,
        status: answer.status,
        body: answer.body,
        requestId: info.id,
        storedAt: Date.now(),
      });
      return answer;
    };
    try {
      return this.world.store.transaction(() => remember(work()));
    } catch (error) {
      // A call that refused is remembered too; one whose parameters made no sense is not.
      if (error instanceof RefusedByCall) return remember(failure(error.cause, info));
      throw error;
    }
  }

  #run(route: Route, path: Record<string, string>, fields: RawFields, info: RequestInfo): Answer {
    const { expand: wishes, ...rest } = fields;
    const names = expandNames(wishes);
    const params = route.params.decode(Object.assign(noFields(), rest) as Raw);
    const tx = new Tx(this.world, info);
    return this.world.store.transaction(() => {
      try {
        const result = route.run(tx, params, path);
        return { status: 200, body: toJson(expand(tx, result, names)) };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.keepsWork) return failure(error, info);
        throw new RefusedByCall(error);
      }
    });
  }
}

interface KeyedRequest extends RequestInfo {
  idempotencyKey: string;
}

/** A refusal of the call itself, after its parameters were understood. Undoes what it wrote. */
class RefusedByCall extends Error {
  constructor(override readonly cause: ApiError) {
    super(cause.message);
  }
}

function failure(error: unknown, info: RequestInfo): Answer {
  const cause = error instanceof RefusedByCall ? error.cause : error;
  if (cause instanceof ApiError) {
    return { status: cause.status, body: toJson({ error: cause.body }) };
  }
  console.error(`stripe sandbox: ${info.id} failed`, cause);
  return {
    status: 500,
    body: toJson({
      error: { type: "api_error", message: `The sandbox failed to answer (${info.id}).` },
    }),
  };
}

async function bodyOf(request: Request): Promise<string> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > MAX_BODY_BYTES) {
    throw new ApiError(413, { type: "invalid_request_error", message: "Request body too large." });
  }
  const type = request.headers.get("content-type") ?? "";
  if (bytes.length && !type.startsWith("application/x-www-form-urlencoded")) {
    throw invalidRequest(
      `Invalid content type: ${
        type.slice(0, 60)
      }. The API takes application/x-www-form-urlencoded.`,
    );
  }
  return new TextDecoder().decode(bytes);
}

function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, ` +
      `remove the trailing slash. If you are trying to retrieve an object, make sure you passed a ` +
      `valid (non-empty) identifier in your code. (This local sandbox serves what Tallybase uses.)`,
  });
}

/** The same for the same parameters in any order. */
function fingerprint(sent: string): string {
  return JSON.stringify([...new URLSearchParams(sent)].sort());
}

function askedFor(): ApiError {
  return new ApiError(500, { type: "api_error", message: "A failure asked for under /_sandbox." });
}

/** The work is done, but the answer never arrives: it promises bytes and the connection ends. */
function brokenAnswer(): Response {
  const nothing = new ReadableStream({ start: (stream) => stream.close() });
  return new Response(nothing, {
    headers: { "content-type": "application/json", "content-length": "1000" },
  });
}

/** Two spaces, as Stripe writes it. */
function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
