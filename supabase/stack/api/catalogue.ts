/** The functions of the exposed schema, read from pg_proc by the owner and kept until told otherwise. */
import { type Database, sql } from "./database.ts";

/** One callable function. */
export interface Routine {
  name: string;
  args: { name: string; type: string; optional: boolean }[];
  returnsVoid: boolean;
  returnsSet: boolean;
  /** A row (composite, record, OUT or TABLE columns), not a bare value. */
  returnsRow: boolean;
}

interface Row {
  name: string;
  arg_names: string[];
  arg_types: string[];
  defaults: number;
  void: boolean;
  set: boolean;
  row: boolean;
}

/** A schema's routines by name; `refresh` forgets them (migration, NOTIFY pgrst). */
export class Catalogue {
  private loading: Promise<Map<string, Routine[]>> | undefined;
  private loadedAt = 0;

  constructor(private readonly database: Database, private readonly schema: string) {}

  /** Overloads of a name. An unknown name is looked up afresh, at most once a second. */
  async routines(name: string): Promise<Routine[]> {
    const known = (await this.load()).get(name);
    if (known || Date.now() - this.loadedAt < 1000) return known ?? [];
    this.refresh();
    return (await this.load()).get(name) ?? [];
  }

  refresh(): void {
    this.loading = undefined;
  }

  private load(): Promise<Map<string, Routine[]>> {
    this.loading ??= this.read().catch((error) => {
      this.refresh();
      throw error;
    });
    return this.loading;
  }

  private async read(): Promise<Map<string, Routine[]>> {
    const rows = await this.database.transaction(async (tx) => {
      // With an empty path every type is written with its schema, so no path can bend it.
      await tx.run("set local search_path = ''");
      return await tx.rows<Row>(sql`
        select p.proname as name, p.pronargdefaults as defaults,
          array(select coalesce(a.name, '')
                from unnest(p.proargnames::text[], p.proargmodes::text[])
                  with ordinality as a(name, mode, at)
                where coalesce(a.mode, 'i') in ('i', 'b') order by at) as arg_names,
          array(select pg_catalog.format_type(t, null)
                from unnest(p.proargtypes) with ordinality as a(t, at) order by at) as arg_types,
          p.prorettype = 'void'::regtype as void, p.proretset as set,
          r.typtype = 'c' or p.prorettype = 'record'::regtype
            or coalesce(p.proargmodes::text[] && '{t,b,o}', false) as row
        from pg_catalog.pg_proc p
          join pg_catalog.pg_namespace n on n.oid = p.pronamespace
          join pg_catalog.pg_type r on r.oid = p.prorettype
        where n.nspname = ${this.schema} and p.prokind = 'f' and p.provariadic = 0`);
    }, "read only");
    this.loadedAt = Date.now();
    return Map.groupBy(rows.map(routineOf), (routine) => routine.name);
  }
}

function routineOf(row: Row): Routine {
  const firstOptional = row.arg_types.length - row.defaults;
  return {
    name: row.name,
    args: row.arg_types.map((type, at) => ({
      name: row.arg_names[at] ?? "",
      type,
      optional: at >= firstOptional,
    })),
    returnsVoid: row.void,
    returnsSet: row.set,
    returnsRow: row.row,
  };
}
