-- Add up the shards of minutes that are over, so that statistics read one row per minute and type.
create or replace function queue.sweep_minutes(at timestamptz) returns void
language sql volatile set search_path = ''
as $$
  with over as materialized (
    select m.minute, m.job_type, m.shard from queue.minutes m
    where m.minute < at - interval '2 minutes' and m.shard <> 0
    order by m.minute limit 2000 for update skip locked
  ),
  taken as (
    delete from queue.minutes m using over o
    where m.minute = o.minute and m.job_type = o.job_type and m.shard = o.shard
    returning m.*
  )
  select queue.add_to_minute(row(
    t.minute, t.job_type, 0, sum(t.enqueued), sum(t.completed), sum(t.failed), sum(t.cancelled), sum(t.retried),
    sum(t.refused), sum(t.waits), sum(t.wait_seconds), sum(t.runs), sum(t.run_seconds),
    queue.sum_buckets(t.wait_buckets), queue.sum_buckets(t.run_buckets))::queue.minutes)
  from taken t group by t.minute, t.job_type order by t.minute, t.job_type
$$;
