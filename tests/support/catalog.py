"""What is in a database, as lines to compare: two ways to one schema must give the same lines."""

from tests.support.databases import Database

_LINES = """
select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
from pg_attribute a
join pg_class c on c.oid = a.attrelid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relkind = 'r'
  and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'queue'))
union all
select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
from pg_constraint where connamespace in (select oid from pg_namespace where nspname in ('public', 'queue'))
  and contype <> 'n'
union all
select 'index ' || indexdef from pg_indexes where schemaname in ('public', 'queue')
union all
select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all
select 'policy ' || schemaname || '.' || tablename || ' ' || policyname || ' ' || roles::text || ' ' || cmd
from pg_policies
union all
select 'function ' || md5(pg_get_functiondef(p.oid)) || ' ' || p.oid::regprocedure
       || ' owner ' || p.proowner::regrole || ' ' || coalesce((
         select string_agg(entry::text, ',' order by entry::text) from unnest(p.proacl) entry), '')
from pg_proc p
where p.prokind = 'f' and p.pronamespace in (select oid from pg_namespace where nspname in ('public', 'queue'))
union all
select 'table ' || c.oid::regclass || case when c.relrowsecurity then ' row level security' else '' end
       || ' ' || coalesce((
         select string_agg(entry::text, ',' order by entry::text) from unnest(c.relacl) entry), '')
from pg_class c where c.relkind = 'r'
  and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'queue'))
union all
select 'migration ' || version || ' ' || name || ' ' || checksum from queue.migrations
order by 1
"""


async def lines_of(database: Database) -> list[str]:
    """Every table, column, constraint, index, trigger, policy, function and right, and what was applied."""
    return [line for (line,) in await database.execute(_LINES)]
