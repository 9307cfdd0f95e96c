-- Add to the statistics of the current minute, in the shard of this backend. Each backend has only one
-- transaction at a time, so this never waits for anybody. Runs are those of completed attempts: how long it takes to be
-- refused says nothing of how long a job takes.
create or replace function queue.count_minute(
  at timestamptz,
  job_type text,
  enqueued integer default 0,
  completed integer default 0,
  failed integer default 0,
  cancelled integer default 0,
  retried integer default 0,
  refused integer default 0,
  waits double precision[] default '{}',
  runs double precision[] default '{}'
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  part queue.minutes;
begin
  part.minute := date_trunc('minute', at);
  part.job_type := job_type;
  part.shard := pg_backend_pid();
  part.enqueued := enqueued;
  part.completed := completed;
  part.failed := failed;
  part.cancelled := cancelled;
  part.retried := retried;
  part.refused := refused;
  part.waits := cardinality(waits);
  part.wait_seconds := queue.sum_of(waits);
  part.wait_buckets := queue.buckets(waits);
  part.runs := cardinality(runs);
  part.run_seconds := queue.sum_of(runs);
  part.run_buckets := queue.buckets(runs);
  perform queue.add_to_minute(part);
end
$$;

-- Add a row of statistics to the one of its minute, type and shard.
create or replace function queue.add_to_minute(part queue.minutes) returns void
language plpgsql volatile set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
begin
  insert into queue.minutes as m values (part.*)
  on conflict on constraint minutes_pkey do update set
    enqueued = m.enqueued + excluded.enqueued,
    completed = m.completed + excluded.completed,
    failed = m.failed + excluded.failed,
    cancelled = m.cancelled + excluded.cancelled,
    retried = m.retried + excluded.retried,
    refused = m.refused + excluded.refused,
    waits = m.waits + excluded.waits,
    wait_seconds = m.wait_seconds + excluded.wait_seconds,
    runs = m.runs + excluded.runs,
    run_seconds = m.run_seconds + excluded.run_seconds,
    wait_buckets = queue.add_buckets(m.wait_buckets, excluded.wait_buckets),
    run_buckets = queue.add_buckets(m.run_buckets, excluded.run_buckets);
end
$$;
