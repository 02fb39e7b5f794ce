import assert from "node:assert/strict";
import { ApiError, CATALOGUE, isToken, toApiError } from "../../functions/_shared/errors.ts";
import { fromDatabase } from "../../functions/_shared/db.ts";
import { freshDatabase } from "../_support/database.ts";

/** The table of the conventions, as binding names: code and tokens. */
const CONTRACT: Record<number, string[]> = {
  400: [
    "invalid_amount",
    "invalid_quantity",
    "invalid_key",
    "invalid_reference",
    "invalid_cursor",
    "invalid_range",
    "invalid_request",
    "invalid_signature",
  ],
  401: ["not_signed_in"],
  402: ["insufficient_credits", "cap_exceeded"],
  403: [
    "account_frozen",
    "account_closed",
    "debt_outstanding",
    "tier_required",
    "not_allowed",
    "payments_disabled",
    "test_mode_only",
    "sign_in_again",
  ],
  404: ["not_found"],
  405: ["method_not_allowed"],
  409: ["hold_not_open", "payment_mismatch", "append_only", "quote_used"],
  410: ["hold_expired", "quote_expired"],
  413: ["payload_too_large"],
  415: ["unsupported_media_type"],
  422: ["idempotency_key_reused"],
  429: ["rate_limited"],
  503: ["busy"],
};

Deno.test("catalogue holds exactly the tokens of the contract under their status", () => {
  const ours: Record<number, string[]> = {};
  for (const [token, { status }] of Object.entries(CATALOGUE)) (ours[status] ??= []).push(token);
  assert.deepEqual(ours, CONTRACT);
});

Deno.test("catalogue says what the database says, word for word", async () => {
  const database = await freshDatabase();
  const rows = await database.sql`select token, code, detail, hint from tally_base.errors`;
  await database.drop();
  const theirs = rows.map(({ token, code, detail, hint }) => [token, [code, detail, hint]]);
  const ours = Object.entries(CATALOGUE).map(([token, { status, sentence, hint }]) => [
    token,
    [`PT${status}`, sentence, hint],
  ]);
  assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(theirs));
});

Deno.test("catalogue speaks in sentences and says what to do", () => {
  for (const [token, { sentence, hint }] of Object.entries(CATALOGUE)) {
    assert.match(token, /^[a-z]+(_[a-z]+)*$/);
    assert.match(sentence, /^[A-Z].{8,}\.$/, token);
    assert.match(hint, /^[A-Z].{8,}\.$/, token);
  }
});

Deno.test("catalogue asks to wait exactly where waiting helps", () => {
  const waits = Object.entries(CATALOGUE).filter(([, entry]) => "retryAfter" in entry);
  assert.deepEqual(waits.map(([token]) => token), ["rate_limited", "busy"]);
});

Deno.test("tokens are recognised by name alone", () => {
  assert.ok(isToken("not_found"));
  for (const text of ["toString", "__proto__", "constructor", "", "NOT_FOUND", undefined, 7]) {
    assert.ok(!isToken(text), String(text));
  }
});

Deno.test("error body has the public shape", () => {
  assert.deepEqual(new ApiError("not_found", { sentence: "No such pack." }).body("r-1"), {
    code: "PT404",
    message: "not_found",
    details: "No such pack.",
    hint: CATALOGUE.not_found.hint,
    request_id: "r-1",
  });
});

Deno.test("anything thrown becomes an internal error that keeps its cause for the log", () => {
  const cause = new Error("relation tally_ledger.entries does not exist");
  const error = toApiError(cause);
  assert.equal(error.origin.cause, cause);
  assert.deepEqual(error.body("r"), new ApiError("internal_error").body("r"));
  const refused = new ApiError("busy");
  assert.equal(toApiError(refused), refused);
});

Deno.test("database errors with a token pass through with their own words", () => {
  const details = "Required 5, available 2.";
  const fault = { code: "PT402", message: "insufficient_credits", details, hint: "Buy." };
  const { entry, token } = fromDatabase(fault, 402);
  assert.deepEqual([token, entry.sentence, entry.hint], ["insufficient_credits", details, "Buy."]);
  const limited = fromDatabase({ code: "PT429", message: "rate_limited" }, 429, 17);
  assert.deepEqual([limited.token, limited.entry.retryAfter], ["rate_limited", 17]);
});

Deno.test("database errors without one are mapped and leak nothing (threat 91)", async (t) => {
  const canary = 'canary: insert into "tally_ledger"."entries" violates "entries_pkey"';
  const cases: [string, number, string][] = [
    ["40001", 500, "busy"],
    ["40P01", 500, "busy"],
    ["55P03", 500, "busy"],
    ["57014", 500, "busy"],
    ["57P01", 500, "busy"],
    ["53300", 503, "busy"],
    ["08006", 503, "busy"],
    ["PGRST000", 503, "busy"],
    ["PGRST003", 504, "busy"],
    ["", 0, "busy"],
    ["", 502, "busy"],
    ["", 500, "internal_error"],
    ["PGRST301", 401, "not_signed_in"],
    ["PGRST303", 401, "not_signed_in"],
    ["42501", 403, "not_allowed"],
    ["42P01", 404, "internal_error"],
    ["23505", 409, "internal_error"],
    ["22P02", 400, "internal_error"],
    ["P0001", 400, "internal_error"],
    ["PGRST202", 404, "internal_error"],
    ["PT400", 400, "internal_error"],
    ["PT4020", 402, "internal_error"],
  ];
  for (const [code, status, token] of cases) {
    await t.step(`${code || "no code"}, HTTP ${status}`, () => {
      const error = fromDatabase({ code, message: canary, details: canary, hint: canary }, status);
      assert.equal(error.token, token);
      assert.ok(!/canary/.test(JSON.stringify(error.body("r"))));
    });
  }
});
