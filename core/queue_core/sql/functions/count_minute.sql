-- Add to the statistics of the current minute, in the shard of this backend. Each backend has only one
-- transaction at a time, so this never waits for anybody.
create or replace function queue.count_minute(
  at timestamptz,
  job_type text,
  enqueued integer default 0,
  completed integer default 0,
  failed integer default 0,
  cancelled integer default 0,
  retried integer default 0,
  waits double precision[] default '{}',
  runs double precision[] default '{}'
) returns void
language sql volatile set search_path = ''
as $$
  insert into queue.minutes as m (
    minute, job_type, shard, enqueued, completed, failed, cancelled, retried,
    waits, wait_seconds, runs, run_seconds, wait_buckets, run_buckets
  )
  values (
    pg_catalog.date_trunc('minute', at), job_type, pg_catalog.pg_backend_pid(),
    enqueued, completed, failed, cancelled, retried,
    pg_catalog.cardinality(waits), coalesce((select sum(s) from pg_catalog.unnest(waits) s), 0),
    pg_catalog.cardinality(runs), coalesce((select sum(s) from pg_catalog.unnest(runs) s), 0),
    case when pg_catalog.cardinality(waits) > 0 then queue.buckets(waits) else '{}' end,
    case when pg_catalog.cardinality(runs) > 0 then queue.buckets(runs) else '{}' end
  )
  on conflict on constraint minutes_pkey do update set
    enqueued = m.enqueued + excluded.enqueued,
    completed = m.completed + excluded.completed,
    failed = m.failed + excluded.failed,
    cancelled = m.cancelled + excluded.cancelled,
    retried = m.retried + excluded.retried,
    waits = m.waits + excluded.waits,
    wait_seconds = m.wait_seconds + excluded.wait_seconds,
    runs = m.runs + excluded.runs,
    run_seconds = m.run_seconds + excluded.run_seconds,
    wait_buckets = queue.add_buckets(m.wait_buckets, excluded.wait_buckets),
    run_buckets = queue.add_buckets(m.run_buckets, excluded.run_buckets)
$$;
