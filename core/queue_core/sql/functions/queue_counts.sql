-- How many jobs match a filter. Counting stops at 10,000 matches, and after looking at 100,000 rows.
create or replace function public.queue_counts(terms jsonb) returns jsonb
-- moments are written into texts and read again: the same way whatever the role's DateStyle
language plpgsql stable security definer set search_path = '' set datestyle = 'ISO'
as $$
declare
  most_rows constant integer := 100000;
  at timestamptz := queue.now();
  source text := queue.scan_sql(terms, 'created', true, null, at, most_rows);
  matches integer;
  is_more boolean;
begin
  execute format('select count(*) from (select from (%s) j where %s limit 10000) h',
    source, queue.filter_sql(terms, at))
  into matches;
  is_more := matches = 10000;
  if not is_more then
    execute format('select exists (select from (%s) j offset %s limit 1)', source, most_rows - 1) into is_more;
  end if;
  return jsonb_build_object('count', matches, 'capped', is_more);
end
$$;
