import assert from "node:assert/strict";
import { describe, formatLine, type Line } from "../../functions/_shared/log.ts";

const LINE: Line = { event: "checkout", request_id: "r", method: "POST", status: 200, ms: 1 };

Deno.test("log line stays one line whatever a value holds (threat 89)", () => {
  const text = formatLine({ ...LINE, reason: 'a\nb\r\n{"event":"forged"}\u2028' });
  assert.ok(!/[\n\r]/.test(text));
  assert.equal(JSON.parse(text).event, "checkout");
});

Deno.test("log line cuts long values", () => {
  assert.ok(formatLine({ ...LINE, reason: "x".repeat(100_000) }).length < 1000);
});

Deno.test("log describes something thrown without its message", () => {
  const error = Object.assign(new TypeError("sk_test_canary in a message"), { code: "E1" });
  assert.match(describe(error), /^TypeError E1 at log_test\.ts:\d+:\d+$/);
  assert.equal(describe("canary"), "string");
});
