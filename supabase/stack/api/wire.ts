/** How PostgreSQL's text becomes JSON the way PostgREST writes it. */
// @ts-types="@types/pg"
import pg from "pg";

type Parser = (text: string) => unknown;

/** A JSON number; NaN and infinities stay text, because JSON has no such numbers. */
function asNumber(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** ISO 8601 from PostgreSQL's `2026-11-20 12:00:00.5+00`; other text (infinity) stays as it is. */
function isoTime(text: string): string {
  return text.replace(/^(\d{4,}-\d\d-\d\d) /, "$1T").replace(/([+-]\d\d)$/, "$1:00");
}

const asIs: Parser = (text) => text;
const isTrue: Parser = (text) => text === "t";

/** As pg-types 2.2 has it; its type declarations say otherwise. */
const arrays = pg.types.arrayParser as unknown as {
  create(text: string, parse: Parser): { parse(): unknown[] };
};

/** Parser, then the numbers PostgreSQL gives a type and its array type. */
const KINDS: [Parser, [number, number][]][] = [
  [isTrue, [[16, 1000]]],
  [asNumber, [[20, 1016], [21, 1005], [23, 1007], [26, 1028], [700, 1021], [701, 1022]]],
  [asNumber, [[1700, 1231]]],
  [JSON.parse, [[114, 199], [3802, 3807]]],
  [isoTime, [[1114, 1115], [1184, 1185]]],
  [asIs, [[25, 1009], [1043, 1015], [1042, 1014], [2950, 2951], [1082, 1182], [19, 1003]]],
];

const PARSERS = new Map<number, Parser>(
  KINDS.flatMap(([parse, numbers]) =>
    numbers.flatMap(([one, many]): [number, Parser][] => [
      [one, parse],
      [many, (text) => arrays.create(text, parse).parse()],
    ])
  ),
);

/** The parser of a type, for `pg`; a type not named here travels as PostgreSQL's text. */
export function wireParser(oid: number): Parser {
  return PARSERS.get(oid) ?? asIs;
}
