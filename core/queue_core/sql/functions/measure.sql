-- What queue_metrics answers. History is not read: what runs is in the leases, what ended today in the
-- minutes, and of the queued jobs an index; at most 100,000 of them are counted.
create or replace function queue.measure(at timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  config public.job_queue_config;
begin
  select * into config from public.job_queue_config;
  return queue.measure_jobs(at)
    || queue.measure_today(config, at)
    || jsonb_build_object(
      'at', at,
      'paused', config.paused,
      'oldest_ready_seconds', queue.oldest_ready(at),
      'slots', queue.running_stats(config, at) -> 'slots',
      'type_slots', (
        select coalesce(jsonb_object_agg(t.job_type, jsonb_build_object(
            'limit', t.concurrency_limit,
            'running', (select count(*) from queue.leases l where l.job_type = t.job_type and l.held_since is null),
            'held', (select count(*) from queue.leases l
                     where l.job_type = t.job_type and l.held_since is not null and l.deadline_at > at))), '{}')
        from queue.job_types t where t.concurrency_limit is not null),
      'unacknowledged_cancels', (
        select count(*) from queue.leases l
        where l.held_since is null and l.cancel_requested_at is not null and l.cancel_acknowledged_at is null),
      'workers', (
        select coalesce(jsonb_object_agg(s.state, s.number), '{}')
        from (select queue.worker_state(w, at) as state, count(*) as number from queue.workers w
              where w.last_seen_at > at - interval '1 day' group by 1) s));
end
$$;

-- Queued and running jobs by type and priority.
create or replace function queue.measure_jobs(at timestamptz) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  with waiting as materialized (
    select j.job_type, j.priority_rank from public.jobs j where j.status = 'queued' limit 100001
  ),
  counted as (
    select w.job_type, 'queued' as status, w.priority_rank, count(*) as number
    from (select * from waiting limit 100000) w group by 1, 3
    union all
    select l.job_type, 'processing', j.priority_rank, count(*)
    from queue.leases l join public.jobs j on j.id = l.job_id
    where l.held_since is null group by 1, 3
  )
  select jsonb_build_object(
    'jobs', coalesce(jsonb_agg(jsonb_build_object(
      'job_type', c.job_type, 'status', c.status,
      'priority', (array['high', 'medium', 'low'])[c.priority_rank], 'count', c.number)), '[]'),
    'capped', (select count(*) > 100000 from waiting))
  from counted c
$$;

-- What ended today, in the configured time zone, by type; and the stale writes that were refused.
create or replace function queue.measure_today(config public.job_queue_config, at timestamptz) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select jsonb_build_object(
    'ended_today', coalesce(jsonb_agg(jsonb_build_object(
      'job_type', t.job_type, 'completed', t.completed, 'failed', t.failed, 'cancelled', t.cancelled)), '[]'),
    'refused_today', coalesce(sum(t.refused), 0))
  from (
    select m.job_type, sum(m.completed) as completed, sum(m.failed) as failed, sum(m.cancelled) as cancelled,
           sum(m.refused) as refused
    from queue.minutes m
    where m.minute >= date_trunc('day', at at time zone config.time_zone) at time zone config.time_zone
    group by m.job_type
  ) t
$$;

-- For each type with a job that could be claimed now: how long the oldest of them has waited.
create or replace function queue.oldest_ready(at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(o.job_type, extract(epoch from at - o.eligible_at)), '{}')
  from (
    select l.job_type, min(first.eligible_at) as eligible_at
    from queue.lanes l cross join (values (1), (2), (3)) ranks (rank)
    cross join lateral (
      select coalesce(j.run_at, j.created_at) as eligible_at from public.jobs j
      where j.status = 'queued' and j.job_type = l.job_type and coalesce(j.resource, '') = l.resource
        and j.priority_rank = ranks.rank and coalesce(j.run_at, j.created_at, '-infinity') <= at
      order by coalesce(j.run_at, j.created_at, '-infinity') limit 1
    ) first
    where isfinite(first.eligible_at)
    group by l.job_type
  ) o
$$;
