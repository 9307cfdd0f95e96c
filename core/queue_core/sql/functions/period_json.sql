-- The latest slices of time up to the one that runs, whole and one by one, and beside them `by_type`.
create or replace function queue.period_json(at timestamptz, slice_seconds integer, slices integer) returns jsonb
language sql stable set search_path = ''
as $$
  with frame as (
    select s.width, date_bin(s.width, at, 'epoch') - (slices - 1) * s.width as since
    from (select make_interval(secs => slice_seconds) as width) s
  ),
  summed as materialized (
    select s.* from frame f, queue.sums_of_minutes(f.since, f.width) s
  )
  select jsonb_build_object('slice_seconds', slice_seconds)
    || (
      select queue.sums_json(s.enqueued, s.completed, s.failed, s.waits, s.runs)
      from summed s where s.slice is null and s.job_type is null)
    || jsonb_build_object(
      'slices', (
        select jsonb_agg(
          jsonb_build_object('at', f.since + n.place * f.width)
          || queue.sums_json(s.enqueued, s.completed, s.failed, s.waits, s.runs) order by n.place)
        from frame f cross join generate_series(0, slices - 1) n (place)
        left join summed s on s.slice = f.since + n.place * f.width),
      'by_type', (
        select coalesce(jsonb_object_agg(
          s.job_type, queue.sums_json(s.enqueued, s.completed, s.failed, s.waits, s.runs)), '{}')
        from summed s where s.job_type is not null))
$$;

create or replace function queue.sums_json(enqueued bigint, completed bigint, failed bigint, waits bigint[], runs bigint[])
returns jsonb
language sql immutable set search_path = ''
as $$
  select jsonb_build_object(
    'enqueued', coalesce(enqueued, 0), 'completed', coalesce(completed, 0), 'failed', coalesce(failed, 0),
    'wait', queue.spread(waits), 'run', queue.spread(runs))
$$;
