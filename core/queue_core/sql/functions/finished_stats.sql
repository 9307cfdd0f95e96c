-- What has finished: today in the configured time zone, averages over the last hour, and the last 60 minutes.
create or replace function queue.finished_stats(config public.job_queue_config, at timestamptz) returns jsonb
-- the planner, which does not know the moments, would read the whole table before version 18
language sql stable set search_path = '' set enable_seqscan = off
as $$
  with today as (
    select coalesce(sum(m.completed), 0) as completed, coalesce(sum(m.failed), 0) as failed
    from queue.minutes m
    where m.minute >= date_trunc('day', at at time zone config.time_zone) at time zone config.time_zone
  ),
  hour as materialized (
    select m.* from queue.minutes m where m.minute > date_trunc('minute', at) - interval '60 minutes'
  ),
  per_minute as (
    select g.minute, coalesce(sum(h.completed), 0) as completed, coalesce(sum(h.failed), 0) as failed
    from generate_series(date_trunc('minute', at) - interval '59 minutes', date_trunc('minute', at), interval '1 minute') g (minute)
    left join hour h on h.minute = g.minute
    group by g.minute
  )
  select jsonb_build_object(
    'completed_today', (select t.completed from today t),
    'failed_today', (select t.failed from today t),
    'average_wait_seconds', (select sum(h.wait_seconds) / nullif(sum(h.waits), 0) from hour h),
    'average_run_seconds', (select sum(h.run_seconds) / nullif(sum(h.runs), 0) from hour h),
    'completed_per_minute', (select jsonb_agg(p.completed order by p.minute) from per_minute p),
    'failed_per_minute', (select jsonb_agg(p.failed order by p.minute) from per_minute p))
$$;
