import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Bench, benchAt, startReceiver, until, WEBHOOK_SECRET } from "./_support.ts";

const FOLDER = fileURLToPath(new URL("../../supabase/stack/stripe/", import.meta.url));

/** The sandbox as the stack runs it: its own process with the least rights. */
async function startProcess(state: string, webhook: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      `--allow-net=127.0.0.1`,
      `--allow-read=${state}`,
      `--allow-write=${state}`,
      "--allow-env",
      `${FOLDER}server.ts`,
    ],
    env: {
      STRIPE_SANDBOX_PORT: "0",
      STRIPE_SANDBOX_STATE: `${state}/sandbox.db`,
      STRIPE_SANDBOX_WEBHOOK_URL: webhook,
      STRIPE_SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  const { url } = JSON.parse(value);
  const faults: string[] = [];
  const bench = benchAt(url, faults);
  return {
    ...bench,
    ready: (await fetch(`${url}/_ready`)).json(),
    async end(signal: Deno.Signal) {
      child.kill(signal);
      await reader.cancel();
      const { code } = await child.status;
      assert.deepEqual(faults, []);
      return code;
    },
  };
}

async function withProcesses(
  work: (
    start: () => ReturnType<typeof startProcess>,
    webhook: ReturnType<typeof startReceiver>,
  ) => Promise<void>,
): Promise<void> {
  const state = await Deno.makeTempDir({ prefix: "tally-stripe-" });
  const receiver = startReceiver();
  try {
    await work(() => startProcess(state, receiver.url), receiver);
  } finally {
    await receiver.close();
    await Deno.remove(state, { recursive: true });
  }
}

async function overview({ stripe, eventTypes }: Bench): Promise<unknown> {
  const sessions = await stripe.checkout.sessions.list({ limit: 100 });
  return [
    sessions.data.map(({ id, status, payment_status }) => [id, status, payment_status]),
    await eventTypes(),
  ];
}

Deno.test("a sandbox that is killed keeps its objects, its clock, its keys and its plans", () =>
  withProcesses(async (start) => {
    const first = await start();
    assert.deepEqual(await first.ready, { status: "ready" });
    const paid = await first.session();
    await first.pay(paid);
    const open = await first.session({});
    const keyed = await first.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k1" });
    await first.control("POST", "/clock", { advance: 3600 });
    const before = await overview(first);
    await first.end("SIGKILL");

    const second = await start();
    assert.deepEqual(await overview(second), before);
    assert.equal((await second.control("GET", "/clock")).ahead, 3600);
    const again = await second.stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k1" });
    assert.equal(again.id, keyed.id);
    assert.equal((await second.pay({ url: `${second.url}/c/pay/${open.id}` })).status, 303);
    await second.control("POST", "/clock", { advance: 86_400 });
    assert.equal((await second.stripe.checkout.sessions.retrieve(open.id)).status, "complete");
    assert.equal(await second.end("SIGTERM"), 0);
  }));

Deno.test("an event that nobody has taken is delivered after a restart", () =>
  withProcesses(async (start, receiver) => {
    const first = await start();
    receiver.answers.push(500);
    await first.pay(await first.session());
    await until("the first attempt", () => receiver.received.length === 1);
    await first.end("SIGKILL");
    const second = await start();
    await until("the next attempt", () => receiver.received.length >= 2);
    assert.equal(receiver.received[1]!.event.id, receiver.received[0]!.event.id);
    await second.end("SIGTERM");
  }));

Deno.test("a sandbox with a wrong environment does not start and names the variable", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", `${FOLDER}server.ts`],
    env: { STRIPE_SANDBOX_PORT: "many", STRIPE_SANDBOX_WEBHOOK_SECRET: "secret" },
    stdout: "null",
    stderr: "piped",
  }).output();
  const message = new TextDecoder().decode(stderr);
  assert.notEqual(code, 0);
  assert.match(message, /STRIPE_SANDBOX_PORT/);
  assert.match(message, /STRIPE_SANDBOX_WEBHOOK_SECRET/);
});
