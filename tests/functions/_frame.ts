/** What the tests of functions share: a log that is kept, and readers of answers. */
import assert from "node:assert/strict";
import { formatLine, type Line, type Log } from "../../functions/_shared/log.ts";
import { ApiError } from "../../functions/_shared/errors.ts";

/** A log whose lines a test can read, as objects and as the text that would be printed. */
export interface KeptLog {
  log: Log;
  lines: Line[];
  text(): string;
}

export function keepLog(): KeptLog {
  const lines: Line[] = [];
  return {
    log: (line) => void lines.push(line),
    lines,
    text: () => lines.map(formatLine).join("\n"),
  };
}

/** The body every error answer has. */
export interface ErrorBody {
  code: string;
  message: string;
  details: string;
  hint: string;
  request_id: string;
}

/** Asserts status, code, token and that the answer is complete; returns its body. */
export async function assertRefused(
  response: Response,
  status: number,
  token: string,
): Promise<ErrorBody> {
  const body = await response.json() as ErrorBody;
  assert.deepEqual([response.status, body.message], [status, token]);
  assert.equal(body.code, `PT${status}`);
  assert.deepEqual(Object.keys(body), ["code", "message", "details", "hint", "request_id"]);
  assert.ok(body.details.length > 0 && body.hint.length > 0);
  assert.equal(body.request_id, response.headers.get("x-request-id"));
  return body;
}

/** Asserts that the webhook took a letter, and what came of it. */
export async function assertOutcome(response: Response, outcome: string): Promise<void> {
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { received: true, outcome });
}

/** Asserts that work is refused with a token of the catalogue. */
export async function assertThrows(work: Promise<unknown>, token: string): Promise<ApiError> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof ApiError, `threw ${thrown}`);
    assert.equal(thrown.token, token);
    return thrown;
  }
  throw new assert.AssertionError({ message: `did not refuse with ${token}` });
}

/** A request as a server saw it. */
export interface Asked {
  path: string;
  header(name: string): string | null;
}

/** A server that answers what it is told and remembers what it was asked. */
export interface Answering {
  url: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** `answer` gets how many requests came so far, this one included. */
export function answering(answer: (count: number) => Response | Promise<Response>): Answering {
  const asked: Asked[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const headers = new Headers(request.headers);
    asked.push({ path: new URL(request.url).pathname, header: (name) => headers.get(name) });
    return answer(asked.length);
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, asked, close: () => server.shutdown() };
}
