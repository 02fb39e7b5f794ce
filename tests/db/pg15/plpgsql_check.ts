/** plpgsql_check over every function of ours. */
import type postgres from "postgres";

const FINDINGS = `
  with ours as (
    select p.oid, p.prorettype = 'trigger'::regtype as is_trigger
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join pg_language l on l.oid = p.prolang
    where l.lanname = 'plpgsql' and (n.nspname = 'tally' or n.nspname like 'tally\\_%')
  ),
  checked as (
    select o.oid, coalesce(t.tgrelid, 0) as relation
    from ours o left join pg_trigger t on t.tgfoid = o.oid and not t.tgisinternal
    where not o.is_trigger or t.oid is not null
  )
  select c.oid::regprocedure::text as function, f.level, f.lineno, f.message
  from checked c
  cross join lateral extensions.plpgsql_check_function_tb(c.oid, c.relation,
    other_warnings => true, performance_warnings => true, extra_warnings => true,
    security_warnings => true) f
  order by 1, 3, 4`;

/** One readable line per error or warning: type, performance, security, the rest. */
export async function plpgsqlFindings(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql.unsafe(FINDINGS);
  return [...new Set(rows.map((r) => `${r.function}:${r.lineno ?? "?"} ${r.level}: ${r.message}`))];
}
