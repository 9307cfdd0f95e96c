-- Failed attempts by fingerprint: models/failures.py has what each field means. Of one fingerprint, or the 100 groups
-- of the last 7 days that come first in the order of `sort` (queue_failures.sql has them). A job is failed for good by
-- the last attempt that was looked at, since any later one that failed would have been looked at before.
create or replace function queue.failure_groups(only_fingerprint text, at timestamptz, sort text) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off set enable_nestloop = off
as $$
  with looked_at as materialized (
    select f.*, row_number() over (partition by f.job_id order by f.number desc) = 1 as is_last
    from (select * from queue.failed_attempts(only_fingerprint) limit 20000) f
  ),
  -- by their ids in one scan: a step in the index for each job takes three times as long
  job as materialized (
    select j.id, j.job_type, j.status = 'failed' as is_failed from public.jobs j
    where j.id = any (array(select l.job_id from looked_at l where l.is_last))
  ),
  attempt as materialized (
    select l.*, j.job_type, l.is_last and j.is_failed as is_final
    from looked_at l left join job j on j.id = l.job_id
  ),
  grouped as (
    select a.fingerprint, max(a.ended_at) as last_seen,
           count(*) filter (where a.ended_at > at - interval '1 hour') as hour,
           count(*) filter (where a.ended_at > at - interval '24 hours') as day,
           count(*) filter (where a.ended_at > at - interval '7 days') as week,
           count(*) filter (where a.is_final) as failed_jobs,
           (array_agg(a.job_id order by a.ended_at desc, a.job_id, a.number desc))[1] as job_id,
           (array_agg(a.number order by a.ended_at desc, a.job_id, a.number desc))[1] as number
    from attempt a group by a.fingerprint
  ),
  shown as materialized (
    select g.*, row_number() over (
      order by case sort when 'hour' then g.hour when 'day' then g.day when 'week' then g.week end desc,
               case when sort = 'first' then queue.first_failed(g.fingerprint) end desc,
               g.last_seen desc, g.fingerprint) as place
    from grouped g where g.week > 0 or only_fingerprint is not null
    order by place limit 100
  ),
  typed as materialized (
    select t.fingerprint, jsonb_object_agg(t.job_type, t.number) as types
    from (select a.fingerprint, coalesce(a.job_type, 'unknown') as job_type, count(*) as number
          from attempt a where a.ended_at > at - interval '7 days' group by 1, 2) t
    group by t.fingerprint
  )
  select coalesce(jsonb_agg(jsonb_build_object(
      'fingerprint', s.fingerprint, 'exception_type', latest.exception_type, 'category', latest.category,
      'message', queue.one_line(latest.message), 'hour', s.hour, 'day', s.day, 'week', s.week,
      'first_seen', queue.first_failed(s.fingerprint), 'last_seen', s.last_seen,
      'types', coalesce((select t.types from typed t where t.fingerprint = s.fingerprint), '{}'),
      'failed_jobs', s.failed_jobs, 'example', s.job_id)
    order by s.place), '[]')
  from shown s
  join lateral (
    select a.exception_type, a.category, a.message from queue.attempts a
    where a.job_id = s.job_id and a.number = s.number limit 1) latest on true
$$;

-- When a fingerprint was first seen, in all the history that is kept.
create or replace function queue.first_failed(fingerprint text) returns timestamptz
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select a.ended_at from queue.attempts a
  where a.fingerprint = first_failed.fingerprint and a.outcome in ('failed', 'timed_out', 'lost')
  order by a.ended_at limit 1
$$;

drop function if exists queue.failure_groups(text, timestamptz);  -- what it was before lists had an order
