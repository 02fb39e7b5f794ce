/** Bad input to the doors, with the refusal that is documented for it. */

export const ACTION = "audio_upload";
export const LONG = "x".repeat(100_000);

/** What a call must answer: status, code, and the token where it is ours. */
export type Refusal = [status: number, code: string, token?: string];

const QUANTITY: Refusal = [400, "PT400", "invalid_quantity"];
export const AMOUNT: Refusal = [400, "PT400", "invalid_amount"];
export const KEY: Refusal = [400, "PT400", "invalid_key"];
const REFERENCE: Refusal = [400, "PT400", "invalid_reference"];
export const REQUEST: Refusal = [400, "PT400", "invalid_request"];
export const NOT_FOUND: Refusal = [404, "PT404", "not_found"];
export const WRONG_TYPE: Refusal = [400, "22P02"];
const TOO_LARGE_INTEGER: Refusal = [400, "22003"];
const NO_TEXT: Refusal = [400, "22P05"];
export const NO_SUCH_DOOR: Refusal = [404, "PGRST202"];
const NO_JSON: Refusal = [400, "PGRST102"];

/** A call by its body and what it must answer. */
export type Case = [name: string, body: string, refusal: Refusal];

/** A body from its fields; a raw text stands for itself, so that NaN and duplicates can be sent. */
export const json = (fields: Record<string, unknown>) => JSON.stringify(fields);

/** A body of `spend` that is good but for `fields`. */
export const spend = (fields: Record<string, unknown>) =>
  json({ action: ACTION, idempotency_key: "bad-input", ...fields });

const rawSpend = (quantity: string) =>
  `{"action":"${ACTION}","idempotency_key":"bad-input","quantity":${quantity}}`;

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);

/** Bodies of `spend`. */
export const SPEND: Case[] = [
  ["quantity null", spend({ quantity: null }), QUANTITY],
  ["quantity 0", spend({ quantity: 0 }), QUANTITY],
  ["quantity -1", spend({ quantity: -1 }), QUANTITY],
  ["quantity 1.5 of whole pieces", spend({ quantity: 1.5 }), QUANTITY],
  ["quantity with seven decimals", rawSpend("1.0000001"), QUANTITY],
  ["quantity 10^30", rawSpend("1e30"), QUANTITY],
  ["quantity 2^63", rawSpend("9223372036854775808"), QUANTITY],
  ["quantity 10^9", rawSpend("1000000000"), QUANTITY],
  ["quantity NaN as text", spend({ quantity: "NaN" }), QUANTITY],
  ["quantity Infinity as text", spend({ quantity: "Infinity" }), QUANTITY],
  ["quantity -Infinity as text", spend({ quantity: "-Infinity" }), QUANTITY],
  ["quantity NaN", rawSpend("NaN"), NO_JSON],
  ["quantity Infinity", rawSpend("Infinity"), NO_JSON],
  ["quantity a word", spend({ quantity: "two" }), WRONG_TYPE],
  ["quantity an Arabic five", spend({ quantity: "٥" }), WRONG_TYPE],
  ["quantity empty text", spend({ quantity: "" }), WRONG_TYPE],
  ["quantity true", spend({ quantity: true }), WRONG_TYPE],
  ["quantity a list", spend({ quantity: [] }), WRONG_TYPE],
  ["quantity an object", spend({ quantity: {} }), WRONG_TYPE],
  ["key null", spend({ idempotency_key: null }), KEY],
  ["key empty", spend({ idempotency_key: "" }), KEY],
  ["key of blanks", spend({ idempotency_key: "   " }), KEY],
  ["key of 201 characters", spend({ idempotency_key: "k".repeat(201) }), KEY],
  ["key of 100 kB", spend({ idempotency_key: LONG }), KEY],
  ["key with a line break", spend({ idempotency_key: "a\nb" }), KEY],
  ["key with a control character", spend({ idempotency_key: "a\u0007b" }), KEY],
  ["key with an override of direction", spend({ idempotency_key: "a\u202eb" }), KEY],
  ["key with NUL", spend({ idempotency_key: "a\u0000b" }), NO_TEXT],
  ["action null", spend({ action: null }), NOT_FOUND],
  ["action unknown", spend({ action: "no_such_action" }), NOT_FOUND],
  ["action of another case", spend({ action: "AUDIO_UPLOAD" }), NOT_FOUND],
  ["action of 100 kB", spend({ action: LONG }), NOT_FOUND],
  ["action with SQL", spend({ action: "x'; drop schema tally cascade; --" }), NOT_FOUND],
  ["account absent", spend({ account: crypto.randomUUID() }), NOT_FOUND],
  ["account no UUID", spend({ account: "mine" }), WRONG_TYPE],
  ["reference empty", spend({ reference: "" }), REFERENCE],
  ["reference of 100 kB", spend({ reference: LONG }), REFERENCE],
  ["reference with a control character", spend({ reference: "a\u001bb" }), REFERENCE],
  ["metadata a list", spend({ metadata: [1] }), REQUEST],
  ["metadata a text", spend({ metadata: "x" }), REQUEST],
  ["metadata of 100 kB", spend({ metadata: { a: LONG } }), REQUEST],
  ["metadata twenty levels deep", spend({ metadata: nested(20) }), REQUEST],
  ["no key", json({ action: ACTION }), NO_SUCH_DOOR],
  ["no action", json({ idempotency_key: "k" }), NO_SUCH_DOOR],
  ["an argument of its own", spend({ credits: 1 }), NO_SUCH_DOOR],
  ["a user id", spend({ user_id: crypto.randomUUID() }), NO_SUCH_DOOR],
  ["broken JSON", "{", NO_JSON],
];

/** Bodies of the other user doors. */
export const OTHER_USER_DOORS: [door: string, Case][] = [
  ["quote", ["quote of quantity 0", json({ action: ACTION, quantity: 0 }), QUANTITY]],
  ["quote", ["quote of quantity null", json({ action: ACTION, quantity: null }), QUANTITY]],
  ["quote", ["quote of an unknown action", json({ action: "no_such_action" }), NOT_FOUND]],
  ["balance", ["balance of an absent account", json({ account: crypto.randomUUID() }), NOT_FOUND]],
  ["balance", ["balance of no UUID", json({ account: "1" }), WRONG_TYPE]],
  ["explain", ["explain 0", json({ seq: 0 }), NOT_FOUND]],
  ["explain", ["explain null", json({ seq: null }), NOT_FOUND]],
  ["explain", ["explain an entry to come", json({ seq: 1e15 }), NOT_FOUND]],
  ["explain", ["explain 1.5", json({ seq: 1.5 }), WRONG_TYPE]],
  ["explain", ["explain 2^63", '{"seq":9223372036854775808}', TOO_LARGE_INTEGER]],
  ["start_purchase", ["buy an unknown pack", json({ pack: "no_such_pack" }), NOT_FOUND]],
  ["start_purchase", ["buy null", json({ pack: null }), NOT_FOUND]],
  ["start_purchase", ["buy 100 kB", json({ pack: LONG }), NOT_FOUND]],
  ["start_purchase", ["buy 0", json({ pack: "starter", quantity: 0 }), QUANTITY]],
  ["start_purchase", ["buy -1", json({ pack: "starter", quantity: -1 }), QUANTITY]],
  ["start_purchase", ["buy too many", json({ pack: "starter", quantity: 1e6 }), QUANTITY]],
  ["start_purchase", ["buy half", json({ pack: "starter", quantity: 0.5 }), WRONG_TYPE]],
];
