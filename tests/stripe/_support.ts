import assert from "node:assert/strict";
import Stripe from "stripe";
import { serveSandbox } from "../../supabase/stack/stripe/serve.ts";
import { faultsOf } from "./schema/validate.ts";

export const WEBHOOK_SECRET = "whsec_test_of_the_sandbox";

type Config = Omit<Parameters<typeof serveSandbox>[0], "port">;

/** A sandbox for one test, with everything a test does to it. */
export interface Bench {
  url: string;
  /** The official SDK, unchanged; every answer it gets is checked against its own types. */
  stripe: Stripe;
  /** Opens a session for one pack of 4.99 dollars. */
  session(params?: Partial<Stripe.Checkout.SessionCreateParams>): Promise<Stripe.Checkout.Session>;
  /** Sends the form of a pay page, as a browser does. */
  pay(session: { url: string | null }, form?: Partial<PayForm>): Promise<Answer>;
  /** Calls under /_sandbox; the answer must be 200. */
  // deno-lint-ignore no-explicit-any -- answers of the control surface, looked at field by field
  control(method: "GET" | "POST", path: string, body?: unknown): Promise<any>;
  /** The types of all events so far, oldest first. */
  eventTypes(): Promise<string[]>;
}

/** What the pay page asks for. */
export interface PayForm {
  email: string;
  method: string;
  cardNumber: string;
  cardExpiry: string;
  cardCvc: string;
  billingName: string;
  routingNumber: string;
  accountNumber: string;
}

/** An answer of a page, read. */
export interface Answer {
  status: number;
  location: string | null;
  text: string;
  /** What the page says has gone wrong; empty when it says nothing. */
  alert: string;
}

const GOOD_FORM: Partial<PayForm> = {
  email: "buyer@example.com",
  method: "card",
  cardNumber: "4242 4242 4242 4242",
  cardExpiry: "12 / 34",
  cardCvc: "123",
  billingName: "Ada Buyer",
};

/** A line of one pack, as our checkout function writes it. */
export const PACK: Stripe.Checkout.SessionCreateParams.LineItem = {
  quantity: 1,
  price_data: { currency: "usd", unit_amount: 499, product_data: { name: "Starter" } },
};

/** Runs a test on a sandbox of its own; afterwards every answer and every event must conform. */
export async function withSandbox(
  work: (bench: Bench) => Promise<void>,
  config: Config = {},
): Promise<void> {
  const server = serveSandbox({ port: 0, ...config });
  const faults: string[] = [];
  const bench = benchAt(server.url, faults);
  try {
    await work(bench);
    await bench.eventTypes();
  } finally {
    await server.close();
  }
  assert.deepEqual(faults, [], "answers that are not as Stripe's");
}

/** The same tools for a sandbox that runs elsewhere. */
export function benchAt(url: string, faults: string[]): Bench {
  const stripe = sdk(url, checkedFetch(faults));
  return {
    url,
    stripe,
    session: (params) =>
      stripe.checkout.sessions.create({
        mode: "payment",
        success_url: "http://shop.test/paid?session={CHECKOUT_SESSION_ID}",
        cancel_url: "http://shop.test/cancelled",
        line_items: [PACK],
        ...params,
      }),
    pay: (session, form) => postForm(session.url ?? "", { ...GOOD_FORM, ...form }),
    async control(method, path, body) {
      const response = await fetch(`${url}/_sandbox${path}`, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
      });
      const answer = await response.json();
      assert.equal(response.status, 200, JSON.stringify(answer));
      return answer;
    },
    async eventTypes() {
      const events = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
      return events.map((event) => event.type).reverse();
    },
  };
}

/** The SDK as our functions use it, on another address. */
export function sdk(url: string, fetcher: typeof fetch = fetch, key = "sk_test_bench"): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, {
    host: hostname,
    port: Number(port),
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetcher),
  });
}

/** Sends a form and reads the page that comes back, without following it. */
export async function postForm(url: string, form: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });
  const text = await response.text();
  const alert = /role="alert"[^>]*>([^<]*)</.exec(text)?.[1] ?? "";
  return {
    status: response.status,
    location: response.headers.get("location"),
    text,
    alert: alert.replaceAll("&#39;", "'"),
  };
}

/** A place webhooks are sent to: keeps what came, and answers as it is told. */
export interface Receiver {
  url: string;
  received: { payload: string; signature: string; event: Stripe.Event }[];
  /** The status of each next answer; 200 when there is none left. */
  answers: number[];
  close(): Promise<void>;
}

export function startReceiver(): Receiver {
  const received: Receiver["received"] = [];
  const answers: number[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const payload = await request.text();
      const signature = request.headers.get("stripe-signature") ?? "";
      received.push({ payload, signature, event: JSON.parse(payload) });
      return new Response("noted", { status: answers.shift() ?? 200 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/hook`,
    received,
    answers,
    close: () => server.shutdown(),
  };
}

/** Waits until something holds. @throws Error when it does not within five seconds */
export async function until(what: string, holds: () => unknown): Promise<void> {
  const end = Date.now() + 5000;
  while (!await holds()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The refusal a call ends with. @throws when the call succeeds */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(() => undefined, (error) => error);
  assert.ok(error instanceof Stripe.errors.StripeError, `expected a refusal, got ${error}`);
  return error;
}

function checkedFetch(faults: string[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const answer = await response.clone().json();
    faults.push(...faultsOf(answer).map((fault) => `${init?.method} ${input}: ${fault}`));
    return response;
  };
}
