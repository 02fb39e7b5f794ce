import type Stripe from "stripe";
import { invalidRequest, missingResource } from "../core/errors.ts";
import type { Kind, Tables } from "../core/tables.ts";
import type { Tx } from "../core/tx.ts";

/** What a list call may say about the page it wants. */
export interface Page {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: { gt?: number; gte?: number; lt?: number; lte?: number };
}

/**
 * One page of stored objects, newest first.
 *
 * @param keep which of them belong to the list
 * @throws ApiError 400 when a cursor names nothing
 */
export function listStored<K extends Kind>(
  tx: Tx,
  kind: K,
  url: string,
  page: Page,
  keep: (row: Tables[K]) => boolean = () => true,
): Stripe.ApiList<Tables[K]> {
  const limit = page.limit ?? 10;
  const wanted = (row: Tables[K]) => within(row, page.created) && keep(row);
  if (page.starting_after && page.ending_before) {
    throw invalidRequest(
      "You cannot parameterize both starting_after and ending_before.",
      "ending_before",
    );
  }
  const { store } = tx.world;
  const found: Tables[K][] = [];
  const walk = page.ending_before
    ? store.oldestFirst(kind, placeOf(tx, kind, page.ending_before, "ending_before"))
    : store.newestFirst(
      kind,
      page.starting_after && placeOf(tx, kind, page.starting_after, "starting_after") || undefined,
    );
  for (const { row } of walk) {
    if (wanted(row)) found.push(row);
    if (found.length > limit) break;
  }
  const data = found.slice(0, limit);
  if (page.ending_before) data.reverse();
  return { object: "list", data, has_more: found.length > limit, url };
}

/** One page of items that live inside another object, in their own order. */
export function listItems<T extends { id: string }>(
  items: T[],
  url: string,
  page: Page,
): Stripe.ApiList<T> {
  const limit = page.limit ?? 10;
  const start = page.starting_after
    ? items.findIndex((item) => item.id === page.starting_after) + 1
    : 0;
  const end = page.ending_before
    ? items.findIndex((item) => item.id === page.ending_before)
    : items.length;
  const data = page.ending_before
    ? items.slice(Math.max(0, end - limit), Math.max(0, end))
    : items.slice(start, start + limit);
  const more = page.ending_before ? end - limit > 0 : start + limit < items.length;
  return { object: "list", data, has_more: more, url };
}

function placeOf(tx: Tx, kind: Kind, id: string, param: string): number {
  const place = tx.world.store.placeOf(kind, id);
  if (place === undefined) throw missingResource(tx.world.modules.nounOf(kind), id, param);
  return place;
}

function within(row: unknown, range: Page["created"]): boolean {
  if (!range) return true;
  const { created } = row as { created: number };
  return !(created <= (range.gt ?? -1) || created < (range.gte ?? 0) ||
    created >= (range.lt ?? Infinity) || created > (range.lte ?? Infinity));
}
