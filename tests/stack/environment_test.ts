import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readEnvironment, readSources } from "../../supabase/stack/environment.ts";
import { StackError } from "../../supabase/stack/errors.ts";
import { readOptions } from "../../supabase/stack/options.ts";
import { tempFolder } from "../_support/keep.ts";

const COST = "CREDIT_COST_";

function refusal(sources: Record<string, string>): string {
  try {
    readEnvironment(sources);
  } catch (thrown) {
    assert.ok(thrown instanceof StackError);
    return thrown.message;
  }
  throw new Error("was accepted");
}

Deno.test("environment is empty by default and typed when given", () => {
  assert.deepEqual(readEnvironment({}), { creditCosts: {} });
  const given = readEnvironment({
    PAYMENTS_ENABLED: "false",
    TESTING_MODE: "true",
    WELCOME_CREDITS: "2.5",
    [`${COST}AUDIO_UPLOAD`]: "3",
    HOME: "x",
  });
  assert.deepEqual(given, {
    PAYMENTS_ENABLED: false,
    TESTING_MODE: true,
    WELCOME_CREDITS: "2.5",
    creditCosts: { audio_upload: "3" },
  });
});

Deno.test("environment refuses a live Stripe key and never repeats it", () => {
  for (const key of ["sk_live_abc123", "rk_live_abc123"]) {
    const message = refusal({ STRIPE_SECRET_KEY: key });
    assert.match(message, /is a live key .*sk_test_/);
    assert.ok(!message.includes("abc123"));
  }
});

Deno.test("environment names the variable that is wrong and never its value", () => {
  const wrong = {
    STRIPE_SECRET_KEY: "pk_test_hush",
    STRIPE_WEBHOOK_SECRET: "hush",
    SITE_URL: "ftp://hush",
    PAYMENTS_ENABLED: "hush",
    TESTING_MODE: "hush",
    WELCOME_CREDITS: "-1",
    [`${COST}AUDIO_UPLOAD`]: "1e9",
  };
  for (const [name, value] of Object.entries(wrong)) {
    const message = refusal({ [name]: value });
    assert.ok(message.startsWith(`${name} is not valid`), message);
    assert.ok(!message.includes(value), message);
  }
});

Deno.test(".env is read below the environment, and a name nobody reads is refused", async () => {
  const folder = await tempFolder("env");
  const file = pathToFileURL(join(folder, ".env"));
  assert.equal(readSources(file).WELCOME_CREDITS, undefined);
  await Deno.writeTextFile(file, "WELCOME_CREDITS=5 # once\nSITE_URL=\n");
  assert.equal(readSources(file).WELCOME_CREDITS, "5");
  assert.equal(readSources(file).SITE_URL, undefined);
  await Deno.writeTextFile(file, "WELCOME_CREDIT=5\n");
  assert.throws(
    () => readSources(file),
    /names WELCOME_CREDIT, which nothing reads: \.env\.example/,
  );
});

Deno.test("options: a wrong one is refused with the list of all", () => {
  assert.throws(() => readOptions(["--prot", "1"]), /the options are --json, --home DIR, --port N/);
  assert.throws(() => readOptions(["--port", "70000"]), /is not a port/);
  assert.throws(() => readOptions(["--port", "x"]), /is not a port/);
  assert.equal(readOptions(["--port", "0", "--json"]).port, 0);
});
