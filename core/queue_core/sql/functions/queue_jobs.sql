-- One page of the jobs that match a filter, in the order of `sort`:
--   created, updated   by that moment
--   queue              the queued jobs in the order of claiming
-- Keyset pages: `cursor` {"value", "id"} is the place after which to read, with `backward` the place
-- before which. At most 10,000 rows are looked at per call, in index order; a filter that no index serves
-- goes on at the answer's `last` (with backward: `first`). So a call costs the same on any table.
create or replace function public.queue_jobs(
  terms jsonb, sort text, descending boolean, cursor jsonb, backward boolean, page_size integer
) returns jsonb
-- moments are written into texts and read again: the same way whatever the role's DateStyle
language plpgsql stable security definer set search_path = '' set datestyle = 'ISO'
as $$
declare
  window_size constant integer := 10000;
  at timestamptz := queue.now();
  source text := queue.scan_sql(terms, sort, descending <> backward, cursor, at, window_size);
  matching text := queue.filter_sql(terms, at);
  hits jsonb;
  edge jsonb;
  searched integer;
  more boolean;
  ids uuid[];
begin
  if page_size is null or page_size not between 1 and 1000 then
    raise exception 'A page has 1 to 1000 jobs, not %.', page_size using errcode = 'QU400';
  end if;
  execute format(
    'select coalesce(jsonb_agg(jsonb_build_object(''value'', h.key, ''id'', h.id) order by h.place), ''[]'') from (
       select j.key, j.id, row_number() over () as place from (%s) j where %s limit %s) h',
    source, matching, page_size + 1)
  into hits;

  if jsonb_array_length(hits) <= page_size then
    -- everything in the window was looked at: is there anything behind it?
    execute format(
        'select count(*), (select jsonb_build_object(''value'', e.key, ''id'', e.id) from (%s) e offset %s limit 1) from (%s) w',
      source, window_size - 1, source)
    into searched, edge;
    more := edge is not null;
  else
    hits := hits - page_size;
    searched := page_size;
    more := true;
  end if;
  edge := coalesce(edge, hits -> -1, cursor);
  if backward then
    hits := (select coalesce(jsonb_agg(h.hit order by h.place desc), '[]') from jsonb_array_elements(hits) with ordinality h (hit, place));
  end if;
  select array_agg((h.hit ->> 'id')::uuid order by h.place) into ids
    from jsonb_array_elements(hits) with ordinality h (hit, place);
  return jsonb_build_object(
    'jobs', queue.job_rows(coalesce(ids, '{}'), at),
    'first', case when backward then edge else hits -> 0 end,
    'last', case when backward then hits -> -1 else edge end,
    'more', more,
    'searched', searched,
    'now', at);
end
$$;
