/** A shop for tests: a real database with the doors in front, people, purchases, and Stripe's letters. */
import type Stripe from "stripe";
import StripeSdk from "stripe";
import { connectDoors, type Doors } from "../../functions/_shared/db.ts";
import { makeVerify, sign } from "../../functions/_shared/jwt.ts";
import { connectStripe, STRIPE_API_VERSION } from "../../functions/_shared/stripe.ts";
import { makeHandler as makeCheckout } from "../../functions/checkout/handler.ts";
import { makeHandler as makeWebhook } from "../../functions/stripe-webhook/handler.ts";
import { type Fresh, freshDatabase, signUp } from "../_support/database.ts";
import { type DataApi, serveDoors } from "./_data_api.ts";
import type { Handler } from "../../functions/_shared/http.ts";
import { keepLog, type KeptLog } from "./_frame.ts";

export const ISSUER = "https://project.example/auth/v1";
export const JWT_SECRET = "a-local-secret-of-more-than-32-bytes";
export const SECRET_KEY = "secret-key-canary-0123456789";
export const ANON_KEY = "publishable-key-of-the-tests";
export const WEBHOOK_SECRET = "whsec_canary_current_0123456789";
export const PREVIOUS_SECRET = "whsec_canary_previous_0123456789";
export const STRIPE_KEY = "sk_test_canary0123456789";

export const SITE = "https://app.example";

const projectAt = (url: string) => ({
  SUPABASE_URL: url,
  SUPABASE_ANON_KEY: ANON_KEY,
  SUPABASE_SERVICE_ROLE_KEY: SECRET_KEY,
});

/** A person with an account. */
export interface Person {
  user: string;
  account: string;
  email: string;
}

/** A pending purchase whose session is known to us. */
export interface Order {
  person: Person;
  purchase: string;
  session: string;
  customer: string;
  amount: number;
  currency: string;
}

/** Fields of a session, right or wrong. */
type Session = Partial<Record<keyof Stripe.Checkout.Session, unknown>> & Record<string, unknown>;

/** Changes to what Stripe would send. */
export interface Changes {
  id?: string;
  type?: string;
  livemode?: boolean;
  api_version?: string | null;
  session?: Session;
}

export class Shop {
  private constructor(
    readonly database: Fresh,
    readonly api: DataApi,
    readonly doors: Doors,
    readonly kept: KeptLog,
  ) {}

  static async open(): Promise<Shop> {
    const database = await freshDatabase();
    await database.sql`select tally_base.set_mode('test')`;
    const api = serveDoors(database.sql, SECRET_KEY);
    const doors = connectDoors(projectAt(api.url), 3000);
    return new Shop(database, api, doors, keepLog());
  }

  async close(): Promise<void> {
    await this.api.stop();
    await this.database.drop();
  }

  async person(): Promise<Person> {
    const email = `${crypto.randomUUID()}@example.test`;
    const user = await signUp(this.database.sql, email);
    const account = await this.doors.asService("setup")("account_of", { user_id: user });
    return { user, account, email };
  }

  /** An access token as Auth would issue it. */
  token(person: Person, changes: Record<string, unknown> = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return sign({
      sub: person.user,
      role: "authenticated",
      aud: "authenticated",
      iss: ISSUER,
      iat: now,
      exp: now + 3600,
      email: person.email,
      ...changes,
    }, { secret: JWT_SECRET });
  }

  /** Orders a Starter pack up to the moment at which Stripe takes over. */
  async order(person?: Person): Promise<Order> {
    const buyer = person ?? await this.person();
    const asUser = this.doors.asUser(await this.token(buyer), "setup");
    const asService = this.doors.asService("setup");
    const terms = await asUser("start_purchase", { pack: "starter" }) as unknown as {
      purchase_id: string;
      amount_minor: number;
      currency: string;
    };
    const { purchase_id, amount_minor: amount, currency } = terms;
    const tail = purchase_id.replaceAll("-", "");
    const customer = await asService("attach_customer", {
      account: buyer.account,
      customer: `cus_${tail.slice(0, 14)}`,
    });
    const session = `cs_test_${tail}`;
    await asService("attach_checkout_session", {
      account: buyer.account,
      purchase_id,
      session_id: session,
    });
    return { person: buyer, purchase: purchase_id, session, customer, amount, currency };
  }

  /** The letter Stripe sends when `order` was paid, with `changes`. */
  letter(order: Order, changes: Changes = {}): Record<string, unknown> {
    const tail = crypto.randomUUID().replaceAll("-", "");
    const { session, ...event } = changes;
    return {
      id: `evt_${tail}`,
      object: "event",
      api_version: STRIPE_API_VERSION,
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: "checkout.session.completed",
      ...event,
      data: { object: { ...sessionOf(order), ...session } },
    };
  }

  /** The webhook under test, on this shop's database; Stripe itself is out of reach or at `apiBase`. */
  webhook(apiBase?: string): Handler {
    return makeWebhook({
      env: {
        STRIPE_SECRET_KEY: STRIPE_KEY,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_WEBHOOK_SECRET_PREVIOUS: PREVIOUS_SECRET,
      },
      doors: this.doors,
      stripe: connectStripe({ STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_API_BASE: apiBase }),
      log: this.kept.log,
    });
  }

  /** The checkout under test; Stripe is at `apiBase`, the doors can be led through a proxy. */
  checkout(apiBase: string, how: { doorsUrl?: string; enabled?: boolean } = {}): Handler {
    return makeCheckout({
      env: { SITE_URL: SITE, CORS_ORIGINS: [SITE], PAYMENTS_ENABLED: how.enabled ?? true },
      doors: connectDoors(projectAt(how.doorsUrl ?? this.api.url), 3000),
      stripe: connectStripe({ STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_API_BASE: apiBase }),
      verify: makeVerify({
        issuer: ISSUER,
        jwksUrl: `${this.api.url}/no-public-keys`,
        secret: JWT_SECRET,
      }),
      log: this.kept.log,
    });
  }

  /** Signs a letter as Stripe does and hands it to the webhook. */
  async deliver(letter: unknown, how: Delivery = {}): Promise<Response> {
    return await this.webhook(how.apiBase)(await signed(letter, how));
  }

  async balance(person: Person): Promise<number> {
    const [row] = await this.database.sql`
      select balance::float8 as balance from tally_ledger.accounts where id = ${person.account}`;
    return row?.balance;
  }

  /** What was stored of an event: its outcome and reason, or undefined. */
  async stored(letter: { id?: unknown }): Promise<{ outcome: string; reason: string } | undefined> {
    const rows = await this.database.sql<{ outcome: string; reason: string }[]>`
      select outcome, reason from tally_billing.stripe_events where id = ${String(letter.id)}`;
    return rows[0];
  }

  async countEvents(): Promise<number> {
    const [row] = await this.database.sql`
      select count(*)::int as count from tally_billing.stripe_events`;
    return row?.count;
  }
}

/** How a letter is sent. */
export interface Delivery {
  secret?: string;
  /** Seconds of the signature's timestamp. */
  at?: number;
  headers?: Record<string, string>;
  apiBase?: string;
}

/** The request Stripe would make. */
export async function signed(letter: unknown, how: Delivery = {}): Promise<Request> {
  const payload = typeof letter === "string" ? letter : JSON.stringify(letter);
  const signature = await StripeSdk.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: how.secret ?? WEBHOOK_SECRET,
    timestamp: how.at ?? Math.floor(Date.now() / 1000),
  });
  return new Request("http://functions.example/stripe-webhook", {
    method: "POST",
    body: payload,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": signature,
      ...how.headers,
    },
  });
}

function sessionOf(order: Order): Session {
  const metadata = { purchase_id: order.purchase, account_id: order.person.account };
  return {
    id: order.session,
    object: "checkout.session",
    mode: "payment",
    status: "complete",
    payment_status: "paid",
    amount_subtotal: order.amount,
    amount_total: order.amount,
    currency: order.currency,
    customer: order.customer,
    client_reference_id: order.purchase,
    metadata,
    payment_intent: `pi_${order.session.slice(8, 32)}`,
    livemode: false,
  };
}
