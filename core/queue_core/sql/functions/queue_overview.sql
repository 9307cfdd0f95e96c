-- The last hour and day, each type, and what is beyond its threshold. Reads the minutes of a day, the leases, and of
-- the queued jobs an index.
create or replace function public.queue_overview() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  config public.job_queue_config;
  hour jsonb := queue.period_json(at, 60, 60);
  day jsonb := queue.period_json(at, 900, 96);
  per_minute double precision := queue.ended_per_minute(at);
  waiting jsonb;
  ready bigint;
begin
  select * into config from public.job_queue_config;
  select coalesce(jsonb_object_agg(w.job_type, w.queued), '{}'), coalesce(sum(w.ready), 0) into waiting, ready
    from (select w.job_type, jsonb_object_agg(w.priority, w.queued) as queued, sum(w.ready) as ready
          from queue.waiting_by_type(at) w group by w.job_type) w;
  return jsonb_build_object(
    'now', at,
    'hour', hour - 'by_type',
    'day', day - 'by_type',
    'types', queue.type_numbers(waiting, hour -> 'by_type', day -> 'by_type', at),
    'alerts', queue.alerts_of(config, at),
    'per_minute', per_minute,
    'backlog_seconds', case when not config.paused then ready * 60 / per_minute end);
end
$$;

-- Each type that is known, those with most waiting first, 200 at most.
create or replace function queue.type_numbers(waiting jsonb, hour jsonb, day jsonb, at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with placed as (
    select t.*, s.processing, s.held,
           '{"high": 0, "medium": 0, "low": 0}' || coalesce(waiting -> t.job_type, '{}') as queued,
           (select coalesce(sum(q.value::bigint), 0) from jsonb_each_text(waiting -> t.job_type) q) as number
    from queue.job_types t
    cross join lateral (
      select count(*) filter (where l.held_since is null) as processing,
             count(*) filter (where l.held_since is not null and l.deadline_at > at) as held
      from queue.leases l where l.job_type = t.job_type
    ) s
    order by number desc, s.processing desc, (day -> t.job_type) is null, t.job_type limit 200
  )
  select coalesce(jsonb_agg(jsonb_build_object(
      'job_type', p.job_type, 'queued', p.queued, 'processing', p.processing, 'held', p.held,
      'limit', p.concurrency_limit, 'paused', p.paused,
      'completed_hour', coalesce(hour -> p.job_type -> 'completed', '0'),
      'failed_hour', coalesce(hour -> p.job_type -> 'failed', '0'),
      'completed_day', coalesce(day -> p.job_type -> 'completed', '0'),
      'failed_day', coalesce(day -> p.job_type -> 'failed', '0'),
      'wait', coalesce(day -> p.job_type -> 'wait', queue.spread('{}')),
      'run', coalesce(day -> p.job_type -> 'run', queue.spread('{}')))
    order by p.number desc, p.processing desc, (day -> p.job_type) is null, p.job_type), '[]')
  from placed p
$$;
