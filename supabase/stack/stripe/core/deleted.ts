import type { Row } from "./tables.ts";
import type { Tx } from "./tx.ts";

declare module "./tables.ts" {
  interface Tables {
    _deleted: { id: string; object: Gravestone };
  }
}

/** What remains of a deleted object: Stripe still answers it by its id. */
export interface Gravestone extends Row {
  object: string;
  deleted: true;
}

/** Marks an id as deleted and returns what is answered for it from now on. */
export function bury<O extends string>(tx: Tx, object: O, id: string) {
  const gravestone = { id, object, deleted: true as const };
  tx.put("_deleted", { id, object: gravestone });
  return gravestone;
}
