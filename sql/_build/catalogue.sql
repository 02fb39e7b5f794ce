-- Everything PostgreSQL knows of our schemas, one row per object: kind, identity, definition.
-- An access list is sorted, so that only what is granted counts and not the order of granting.
with ours as (
  select oid, nspname from pg_namespace where nspname = 'tally' or nspname like 'tally\_%'
),
relation as (
  select c.*, n.nspname from pg_class c join ours n on n.oid = c.relnamespace
)
select 'schema' as kind, n.nspname as identity,
  concat_ws(e'\n', x.nspowner::regrole, acl.list, obj_description(n.oid, 'pg_namespace'))
    as definition
from ours n
join pg_namespace x on x.oid = n.oid
cross join lateral (
  select string_agg(a::text, ',' order by a::text) as list from unnest(x.nspacl) a
) acl
union all
select 'function', p.oid::regprocedure::text,
  concat_ws(e'\n',
    case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end,
    p.proowner::regrole,
    coalesce((select string_agg(a::text, ',' order by a::text) from unnest(p.proacl) a), 'default'),
    obj_description(p.oid, 'pg_proc'))
from pg_proc p join ours n on n.oid = p.pronamespace
union all
select 'relation', c.oid::regclass::text,
  concat_ws(e'\n', c.relkind, c.relpersistence, c.relowner::regrole, c.reloptions::text,
    'rls ' || c.relrowsecurity || ' forced ' || c.relforcerowsecurity,
    pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid),
    (select string_agg(a::text, ',' order by a::text) from unnest(c.relacl) a),
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
    obj_description(c.oid, 'pg_class'))
from relation c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c', 'S')
union all
select 'column', c.oid::regclass || '.' || a.attname,
  concat_ws(e'\n', a.attnum, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
    case when a.attnotnull then 'not null' end, pg_get_expr(d.adbin, d.adrelid),
    nullif(a.attidentity, ''), nullif(a.attgenerated, ''), a.attstorage, a.attoptions::text,
    a.attstattarget,
    (select string_agg(x::text, ',' order by x::text) from unnest(a.attacl) x),
    col_description(c.oid, a.attnum))
from relation c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
union all
select 'constraint',
  case when k.conrelid <> 0 then k.conrelid::regclass::text else k.contypid::regtype::text end
    || '.' || k.conname,
  concat_ws(e'\n', pg_get_constraintdef(k.oid), k.convalidated,
    obj_description(k.oid, 'pg_constraint'))
from pg_constraint k join ours n on n.oid = k.connamespace
union all
select 'index', i.indexrelid::regclass::text,
  concat_ws(e'\n', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered,
    i.indisreplident, obj_description(i.indexrelid, 'pg_class'))
from pg_index i join relation c on c.oid = i.indrelid
union all
select 'policy', c.oid::regclass || '.' || p.polname,
  concat_ws(e'\n', p.polcmd, p.polpermissive,
    (select string_agg(case r when 0 then 'public' else r::regrole::text end, ',' order by r)
      from unnest(p.polroles) r),
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
    obj_description(p.oid, 'pg_policy'))
from pg_policy p join relation c on c.oid = p.polrelid
union all
select 'trigger', t.tgrelid::regclass || '.' || t.tgname,
  concat_ws(e'\n', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_proc p on p.oid = t.tgfoid
where not t.tgisinternal
  and (c.relnamespace in (select oid from ours) or p.pronamespace in (select oid from ours))
union all
select 'event trigger', e.evtname,
  concat_ws(e'\n', e.evtevent, e.evtfoid::regprocedure, e.evtenabled, e.evttags::text)
from pg_event_trigger e
join pg_proc p on p.oid = e.evtfoid
where p.pronamespace in (select oid from ours)
union all
select 'type', t.oid::regtype::text,
  concat_ws(e'\n', t.typtype, t.typowner::regrole,
    case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
    case when t.typnotnull then 'not null' end, t.typdefault,
    (select string_agg(l.enumlabel, ',' order by l.enumsortorder)
      from pg_enum l where l.enumtypid = t.oid),
    (select string_agg(a::text, ',' order by a::text) from unnest(t.typacl) a),
    obj_description(t.oid, 'pg_type'))
from pg_type t join ours n on n.oid = t.typnamespace
where t.typtype in ('d', 'e', 'r') or (t.typtype = 'c' and exists (
  select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
union all
select 'sequence', s.seqrelid::regclass::text,
  concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
    s.seqcycle)
from pg_sequence s join relation c on c.oid = s.seqrelid
union all
select 'statistics', s.stxrelid::regclass || '.' || s.stxname, pg_get_statisticsobjdef(s.oid)
from pg_statistic_ext s join ours n on n.oid = s.stxnamespace
union all
select 'published table', p.pubname || ' ' || p.schemaname || '.' || p.tablename, null
from pg_publication_tables p join ours n on n.nspname = p.schemaname
union all
select 'default privileges', d.defaclrole::regrole || ' ' || coalesce(n.nspname, 'everywhere')
    || ' ' || d.defaclobjtype::text,
  (select string_agg(a::text, ',' order by a::text) from unnest(d.defaclacl) a)
from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
union all
select 'extension', e.extname, n.nspname
from pg_extension e join pg_namespace n on n.oid = e.extnamespace;
