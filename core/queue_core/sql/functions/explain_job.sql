-- The reasons why a queued job is not running, what an operator would put right first, first; and when it is going
-- to start, where only time stands in the way.
create or replace function queue.explain_job(job public.jobs, per_minute double precision, at timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  config public.job_queue_config;
  kind queue.job_types;
  due constant timestamptz := coalesce(job.run_at, job.created_at, '-infinity');
  needs text;
  room jsonb;
  ahead jsonb;
  reasons jsonb;
begin
  select * into config from public.job_queue_config;
  select * into kind from queue.job_types t where t.job_type = job.job_type;
  needs := coalesce(nullif(job.resource, ''), kind.resource);
  reasons := queue.pause_reasons(config, kind) || queue.worker_reasons(job.job_type, needs, at);
  room := queue.room_reasons(config, kind, needs, at);
  ahead := queue.jobs_ahead(job, due, needs, at);
  -- until here it is for somebody to act, but for a breaker, whose end nobody knows
  return jsonb_build_object(
    'start_in_seconds', case
      when reasons = '[]' and not (room ->> 'never')::boolean
        then queue.start_in_seconds(extract(epoch from greatest(due, at) - at), room, ahead, per_minute) end,
    'reasons', reasons
      || case when due > at then jsonb_build_array(jsonb_build_object('block', 'not_before', 'until', queue.readable(due)))
        else '[]' end
      || (room -> 'reasons')
      || case when queue.is_behind(room, ahead) then jsonb_build_array(jsonb_build_object(
        'block', 'behind', 'ahead', ahead -> 'by_priority')) else '[]' end);
end
$$;

create or replace function queue.pause_reasons(config public.job_queue_config, kind queue.job_types) returns jsonb
language sql stable set search_path = ''
as $$
  select case when config.paused then jsonb_build_array(jsonb_build_object(
      'block', 'paused', 'subject', config.pause_reason, 'pause', queue.pause_of(null))) else '[]' end
    || case when kind.paused then jsonb_build_array(jsonb_build_object(
      'block', 'type_paused', 'subject', kind.job_type, 'pause', queue.pause_of(kind.job_type))) else '[]' end
$$;

-- Whether jobs come first that take all the room there is, be it in all, of the type, or of manim.
create or replace function queue.is_behind(room jsonb, ahead jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select queue.fills(ahead -> 'taking', room -> 'free') or queue.fills(ahead -> 'of_type', room -> 'free_of_type')
    or queue.fills(ahead -> 'of_resource', room -> 'free_of_resource')
$$;

create or replace function queue.fills(number jsonb, free jsonb) returns boolean
language sql immutable set search_path = ''
as $$
  select coalesce(number::bigint > 0 and number::bigint >= nullif(free, 'null')::bigint, false)
$$;

-- When it is due, or, if that is later, when so many jobs have ended that its turn comes; null where none has ended
-- in the last hour, and its turn has not come.
create or replace function queue.start_in_seconds(
  due_in_seconds double precision, room jsonb, ahead jsonb, per_minute double precision
) returns double precision
language sql immutable set search_path = ''
as $$
  select case
    when room -> 'reasons' = '[]' and not queue.is_behind(room, ahead) then least(due_in_seconds, 1e9)
    else greatest(least(due_in_seconds, 1e9),
      60 * greatest((ahead ->> 'total')::bigint + 1 - (room ->> 'free')::bigint, 1) / per_minute) end
  -- greatest passes over a null
  where per_minute is not null or (room -> 'reasons' = '[]' and not queue.is_behind(room, ahead))
$$;
