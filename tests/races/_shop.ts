/** Orders and the events Stripe would send about them. */
import type postgres from "postgres";
import { asService, asUser, type Fresh } from "../_support/database.ts";
import type { Person } from "./_races.ts";

/** A pending purchase, with all its event needs. */
export interface Order {
  id: string;
  account_id: string;
  amount_minor: string;
  currency: string;
  session: string;
  customer: string;
}

/** What an event came to. */
export interface Outcome {
  outcome: string;
  reason: string | null;
  credits_after: string | null;
}

/** Orders the starter pack up to the point where the buyer is sent to Stripe. */
export async function order(db: Fresh, buyer: Person): Promise<Order> {
  const customer = `cus_${buyer.user.replaceAll("-", "")}`;
  const session = `cs_${crypto.randomUUID().replaceAll("-", "")}`;
  const [terms] = await asUser(
    db.sql,
    buyer.user,
    (tx) => tx`select * from tally.start_purchase('starter')`,
  );
  await asService(db.sql, async (tx) => {
    await tx`select tally.attach_customer(${buyer.account}, ${customer})`;
    await tx`select tally.attach_checkout_session(${buyer.account}, ${
      terms!.purchase_id
    }, ${session})`;
  });
  const { amount_minor, currency } = terms!;
  return {
    id: terms!.purchase_id,
    account_id: buyer.account,
    amount_minor,
    currency,
    session,
    customer,
  };
}

/** An event about the order's Checkout session; `status` is the session's payment_status. */
export function eventOf(of: Order, id: string, type: string, status = "paid") {
  return {
    id,
    type: `checkout.session.${type}`,
    livemode: true,
    data: {
      object: {
        id: of.session,
        mode: "payment",
        payment_status: status,
        payment_intent: "pi_1",
        customer: of.customer,
        client_reference_id: of.id,
        amount_total: Number(of.amount_minor),
        currency: of.currency,
        metadata: { purchase_id: of.id, account_id: of.account_id },
      },
    },
  };
}

/** Hands an event to the door, as the webhook does. */
export async function receive(sql: postgres.Sql, event: unknown): Promise<Outcome> {
  const [row] = await asService(
    sql,
    (tx) => tx<Outcome[]>`select * from tally.receive_stripe_event(${tx.json(event as never)})`,
  );
  return row!;
}

/** A gate: nobody gets past this purchase's row. */
export function purchaseRow(of: Order) {
  return (tx: postgres.TransactionSql) =>
    tx`select from tally_billing.purchases where id = ${of.id} for update`;
}

/** `applied`, or `duplicate: already_paid`. */
export function label({ outcome, reason }: Outcome): string {
  return reason ? `${outcome}: ${reason}` : outcome;
}
