/** What a caller may say about the list a function returns, and how the list is announced. */
import { refusal } from "./errors.ts";

/** Query parameters that are never arguments of the function. */
export const RESERVED = new Set(["select", "order", "limit", "offset", "columns", "apikey"]);

/** The asked-for part of a list, already SQL. */
export interface Page {
  columns: string;
  order: string;
  limit: number;
  offset: number;
  single: boolean;
}

const NAME = /^[A-Za-z_]\w*$/;

/** True when the caller accepts one object only (`.single()`). */
export function wantsOne(request: Request): boolean {
  return /application\/vnd\.pgrst\.object/.test(request.headers.get("Accept") ?? "");
}

/** The page a request asks for. @throws Refusal PGRST100 or PGRST107 for what is not offered. */
export function listShape(request: Request): Page {
  const accept = request.headers.get("Accept") ?? "*/*";
  if (!/\*\/\*|application\/(\*|json|vnd\.pgrst\.(object|array))/.test(accept)) {
    throw refusal(406, "PGRST107", `None of these media types are available: ${accept}`);
  }
  const query = new URL(request.url).searchParams;
  if (request.method === "POST") {
    const unknown = [...query.keys()].find((key) => !RESERVED.has(key));
    if (unknown) {
      throw refusal(400, "PGRST100", `"${unknown}": results of functions take no filters here`);
    }
  }
  const range = /^(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  const offset = number(query.get("offset") ?? range?.[1] ?? "0");
  const last = range?.[2] ? number(range[2]) - offset + 1 : Number.MAX_SAFE_INTEGER;
  return {
    columns: columnList(query.get("select") ?? "*"),
    order: orderList(query.get("order")),
    limit: query.has("limit") ? number(query.get("limit")!) : last,
    offset,
    single: wantsOne(request),
  };
}

/** Status and headers of an answer, as PostgREST counts it. */
export function listAnswer(
  request: Request,
  isSet: boolean,
  answer: { rows: number; total: number },
  page: Page,
): { status: number; headers: Record<string, string> } {
  const counted = /count=(exact|planned|estimated)/.test(request.headers.get("Prefer") ?? "");
  const total = counted ? String(answer.total) : "*";
  const first = isSet ? page.offset : 0;
  const range = answer.rows ? `${first}-${first + answer.rows - 1}` : "*";
  const object = page.single ? "vnd.pgrst.object+json" : "json";
  return {
    status: isSet && counted && answer.rows < answer.total ? 206 : 200,
    headers: {
      "Content-Range": `${range}/${total}`,
      "Content-Type": `application/${object}; charset=utf-8`,
    },
  };
}

function number(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw refusal(400, "PGRST100", `"${text}" is not a whole number`);
  return Number(text);
}

function columnList(select: string): string {
  if (select === "*") return "*";
  return select.split(",").map((name) => `"${valid(name)}"`).join(", ");
}

function orderList(order: string | null): string {
  if (!order) return "";
  const terms = order.split(",").map((term) => {
    const [name, ...how] = term.split(".");
    const direction = how.includes("desc") ? "desc" : "asc";
    const nulls = how.find((word) => word === "nullsfirst" || word === "nullslast");
    return `"${valid(name!)}" ${direction}${nulls ? ` nulls ${nulls.slice(5)}` : ""}`;
  });
  return `order by ${terms.join(", ")}`;
}

function valid(name: string): string {
  if (NAME.test(name)) return name;
  throw refusal(400, "PGRST100", `"${name}": functions here return plain columns only`);
}
