/** What a database says of our schemas, as rows that can be compared and read. */
import type postgres from "postgres";

/** `kind identity` → definition, access, comment. Two databases are equal when their maps are. */
export type Catalogue = Map<string, string>;

const CATALOGUE_QUERY = await Deno.readTextFile(new URL("catalogue.sql", import.meta.url));

interface Row {
  kind: string;
  identity: string;
  definition: string | null;
}

/** Reads the catalogue of schema `tally` and every `tally_*`. */
export async function readCatalogue(sql: postgres.Sql): Promise<Catalogue> {
  const rows: Row[] = [
    ...await sql.unsafe<Row[]>(CATALOGUE_QUERY),
    ...await referenceRows(sql),
    ...await cronJobs(sql),
  ];
  return new Map(rows.map((row) => [`${row.kind} ${row.identity}`, row.definition ?? ""]));
}

/**
 * Rows a fresh load leaves in our tables. Instants, random ids and keys differ from load to load by
 * nature and audit rows repeat them, so they stay out.
 */
async function referenceRows(sql: postgres.Sql): Promise<Row[]> {
  const tables = await sql<{ name: string; volatile: string[] }[]>`
    select c.oid::regclass::text as name,
      coalesce(array_agg(a.attname::text) filter (
        where a.atttypid in ('timestamptz'::regtype, 'bytea'::regtype)
          or a.atttypid = 'uuid'::regtype and a.atthasdef), '{}') as volatile
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname = 'tally' or n.nspname like 'tally\_%') and n.nspname <> 'tally_audit'
    group by c.oid`;
  const perTable = await Promise.all(tables.map(async ({ name, volatile }) => {
    const rows = await sql.unsafe<{ row: string }[]>(
      `select (to_jsonb(t) - $1::text[])::text as row from ${name} t order by 1`,
      [volatile],
    );
    return { kind: "rows", identity: name, definition: rows.map((r) => r.row).join("\n") };
  }));
  return perTable.filter((row) => row.definition !== "");
}

/** Jobs registered with pg_cron, where the server has it. */
async function cronJobs(sql: postgres.Sql): Promise<Row[]> {
  const [found] = await sql`select to_regclass('cron.job') is not null as yes`;
  if (!found?.yes) return [];
  return await sql<Row[]>`
    select 'cron job' as kind, coalesce(jobname, command) as identity,
      concat_ws(' | ', schedule, command, username, active) as definition
    from cron.job where database = current_database()`;
}

/** Readable differences between two catalogues; empty when they are equal. */
export function diffCatalogues(left: Catalogue, right: Catalogue, names = ["left", "right"]) {
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort();
  return keys.flatMap((key) => {
    const a = left.get(key);
    const b = right.get(key);
    if (a === b) return [];
    if (a === undefined) return [`${key}: only in ${names[1]}`];
    if (b === undefined) return [`${key}: only in ${names[0]}`];
    return [`${key}: differs\n${diffLines(a, b, names)}`];
  });
}

function diffLines(a: string, b: string, names: string[]): string {
  const left = a.split("\n");
  const right = b.split("\n");
  const only = (xs: string[], ys: string[], name: string) =>
    xs.filter((line) => !ys.includes(line)).slice(0, 5).map((line) => `    ${name}: ${line}`);
  return [...only(left, right, names[0]!), ...only(right, left, names[1]!)].join("\n");
}
