-- The statement that reads at most `window_size` jobs in index order from a cursor: j.*, and `key`, the
-- sort value as text. Each arm has its order and limit of its own, or the planner would not merge them
-- but read and sort them all.
--
-- Terms that an index serves narrow the scan itself: several statuses, or types, are an ordered scan each,
-- merged; the beginning of an id, a user, a parent, a dedupe key, the beginning of a fingerprint that is not too
-- common, and the time of creation where that is the order. All other terms are left to the filter, which looks at each row.
create or replace function queue.scan_sql(
  terms jsonb, sort text, falling boolean, cursor jsonb, at timestamptz, window_size integer
) returns text
language plpgsql stable set search_path = ''
as $$
declare
  direction text := case when falling then 'desc' else 'asc' end;
  place text := case sort when 'created' then 'j.created_at' when 'updated' then 'j.updated_at' end;
  beyond text := 'true';
  narrowed text;
begin
  if sort = 'queue' then
    return queue.scan_queue_sql(falling, cursor) || format(' limit %s', window_size);
  elsif place is null then
    raise exception 'Jobs can be sorted by created, updated or queue, not by "%".', left(sort, 50) using errcode = 'QU400';
  end if;
  if cursor is not null then
    beyond := format('(%s, j.id) %s (%L::timestamptz, %L::uuid)', place, case when falling then '<' else '>' end,
      cursor ->> 'value', (cursor ->> 'id')::uuid);
  end if;
  narrowed := queue.narrowing_sql(terms, sort, at) || ' and ' || queue.narrow_fingerprints_sql(terms);
  return format('select * from (%s) j order by j.place %s, j.id %s limit %s', (
    select string_agg(format(
        '(select j.*, %1$s::text as key, %1$s as place from public.jobs j where %2$s and %3$s and %4$s order by %1$s %5$s, j.id %5$s limit %6$s)',
        place, arm, beyond, narrowed, direction, window_size), ' union all ')
    from unnest(queue.arms_sql(terms, sort)) arm
  ), direction, direction, window_size);
end
$$;

-- One condition for each ordered scan that is merged: an equality that an index begins with, or none.
create or replace function queue.arms_sql(terms jsonb, sort text) returns text[]
language sql immutable set search_path = ''
as $$
  select coalesce(
    (select array_agg(distinct format('j.%I = %L', case f.term ->> 'field' when 'type' then 'job_type' else 'status' end, v.value))
     from (
       select t.term from jsonb_array_elements(terms) t (term)
       where sort = 'created' and t.term ->> 'field' in ('status', 'type') and t.term ->> 'op' = 'in'
         and not (t.term ->> 'negated')::boolean and jsonb_array_length(t.term -> 'values') <= 8
       order by t.term ->> 'field'
       limit 1
     ) f, jsonb_array_elements_text(f.term -> 'values') v (value)),
    array['true'])
$$;

-- The terms that are few rows by their index, or a range of the order itself, as one condition.
create or replace function queue.narrowing_sql(terms jsonb, sort text, at timestamptz) returns text
language sql stable set search_path = ''
as $$
  select case when count(*) = 0 then 'true' else queue.filter_sql(jsonb_agg(t.term), at) end
  from jsonb_array_elements(terms) t (term)
  where not (t.term ->> 'negated')::boolean
    and (t.term ->> 'field' in ('id', 'user', 'parent', 'key')
      or (sort = 'created' and t.term ->> 'field' in ('created', 'age'))
      or (sort = 'updated' and t.term ->> 'field' = 'updated'))
$$;

-- The queued jobs in the order of claiming. The cursor's value is rank and moment, as "1|2026-11-01 ...".
create or replace function queue.scan_queue_sql(falling boolean, cursor jsonb) returns text
language sql immutable set search_path = ''
as $$
  select format(
    'select j.*, j.priority_rank || ''|'' || coalesce(j.run_at, j.created_at, ''-infinity'') as key
     from public.jobs j
     where j.status = ''queued'' and %1$s
     order by j.priority_rank %2$s, coalesce(j.run_at, j.created_at, ''-infinity'') %2$s, j.id %2$s',
    case when cursor is null then 'true' else format(
      '(j.priority_rank, coalesce(j.run_at, j.created_at, ''-infinity''), j.id) %s (%L::smallint, %L::timestamptz, %L::uuid)',
      case when falling then '<' else '>' end,
      split_part(cursor ->> 'value', '|', 1), split_part(cursor ->> 'value', '|', 2), (cursor ->> 'id')::uuid) end,
    case when falling then 'desc' else 'asc' end)
$$;
