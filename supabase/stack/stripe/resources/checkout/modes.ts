import type { Module } from "../../core/module.ts";
import type { Tx, World } from "../../core/tx.ts";
import type { Intent } from "../../payments/intent.ts";
import type { Item, Session } from "./session.ts";

declare module "../../core/module.ts" {
  interface Module {
    /** Modes of Checkout sessions that this module knows, by name. */
    checkout?: { [mode: string]: CheckoutMode };
  }
}

/** What one mode of Checkout does with a session. */
export interface CheckoutMode {
  /** @throws ApiError 400 when items do not fit the mode */
  accept(items: Item[]): void;
  /**
   * The payer has given a payment method. What comes of the payment reaches the session by events.
   *
   * @param method the id of the payment method; undefined when nothing is to be paid
   * @returns the payment intent, or undefined when none was needed
   */
  pay(tx: Tx, session: Session, method: string | undefined): Intent | undefined;
}

/** The mode by its name, or undefined when no module knows it. */
export function checkoutMode(world: World, name: string): CheckoutMode | undefined {
  return world.modules.all().map((module: Module) => module.checkout?.[name]).find(Boolean);
}
