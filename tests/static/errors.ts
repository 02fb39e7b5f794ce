/** One catalogue of errors: SQL, the functions and the README carry the same tokens. */
import { CATALOGUE } from "../../functions/_shared/errors.ts";
import type { RepoFile } from "./files.ts";

/** Token → HTTP status. */
export type Tokens = Map<string, number>;

/** What the functions answer with. */
export function functionTokens(): Tokens {
  return new Map(Object.entries(CATALOGUE).map(([token, { status }]) => [token, status]));
}

const isSql = ({ path }: RepoFile) => path.startsWith("sql/") && path.endsWith(".sql");

/** Rows of `tally_base.errors`, as the source inserts them. */
export function sqlTokens(files: RepoFile[]): Tokens {
  const rows = files.filter(isSql).flatMap(({ text }) => [
    ...text.matchAll(/\(\s*'([a-z_]+)',\s*'PT(\d{3})',\s*'/g),
  ]);
  return new Map(rows.map(([, token, status]) => [token!, Number(status)]));
}

/** README's table: rows `| PT402 | `token`, `token` | …`. */
export function readmeTokens(files: RepoFile[]): Tokens {
  const readme = files.find(({ path }) => path === "README.md")?.text ?? "";
  const rows = [...readme.matchAll(/^\|\s*(?:PT)?([45]\d\d)\s*\|([^|]*)\|/gm)];
  return new Map(
    rows.flatMap(([, status, cell]) =>
      [...cell!.matchAll(/`([a-z_]+)`/g)].map((token) => [token[1]!, Number(status)] as const)
    ),
  );
}

function compare(left: Tokens, right: Tokens, where: string): string[] {
  return [...left].flatMap(([token, status]) => {
    const other = right.get(token);
    if (other === undefined) return [`${token} is not in ${where}`];
    return other === status ? [] : [`${token} is ${status}, in ${where} ${other}`];
  });
}

/** Tokens SQL raises by name that its own catalogue lacks. */
function unknownTokens(files: RepoFile[], catalogue: Tokens): string[] {
  const raised = files.filter(isSql).flatMap(({ path, text }) =>
    [...text.matchAll(/tally_base\.fail\(\s*'([a-z_]+)'/g)].map(([, token]) => ({ path, token }))
  );
  return raised.filter(({ token }) => !catalogue.has(token!))
    .map(({ path, token }) => `${path} raises ${token}, which is not in tally_base.errors`);
}

/** Every difference between the three. */
export function errorCatalogue(files: RepoFile[], inFunctions = functionTokens()): string[] {
  const inSql = sqlTokens(files);
  const inReadme = readmeTokens(files);
  return [
    ...unknownTokens(files, inSql),
    ...compare(inSql, inFunctions, "functions/_shared/errors.ts"),
    ...compare(inFunctions, inSql, "tally_base.errors"),
    ...compare(inFunctions, inReadme, "README.md"),
    ...compare(inReadme, inFunctions, "functions/_shared/errors.ts"),
  ];
}
