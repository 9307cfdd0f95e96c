-- How many more attempts may start now (`free`; for the type and for manim where they have a limit of their own, else
-- null), which limits are reached and by whom, and whether one of them is 0, which time does not move. Of the workers
-- only those count that would take such a job.
create or replace function queue.room_reasons(
  config public.job_queue_config, kind queue.job_types, needs text, at timestamptz
) returns jsonb
language plpgsql stable set search_path = '' set enable_seqscan = off
as $$
declare
  total constant integer := queue.limit_now(config, at);
  manim constant integer := case when needs = 'manim' then config.max_manim_renders end;
  of_type constant integer := kind.concurrency_limit;
  used record;
  workers record;
begin
  select count(*) as total, count(*) filter (where l.resource = 'manim') as manim,
         count(*) filter (where l.job_type = kind.job_type) as of_type
    into used from queue.leases l where l.held_since is null or l.deadline_at > at;
  select coalesce(sum(w.concurrency), 0) as slots, coalesce(sum(least(w.concurrency, w.used)), 0) as used into workers
    from (
      select w.concurrency, (
        select count(*) from queue.leases l where l.worker_id = w.id and l.held_since is null) as used
      from queue.workers_for(kind.job_type, needs, at) w where w.claims and w.takes and w.shut is null) w;
  return jsonb_build_object(
    'never', least(total, manim, of_type) = 0,
    'free', greatest(least(total - used.total, workers.slots - workers.used), 0),
    'free_of_resource', manim - used.manim,
    'free_of_type', of_type - used.of_type,
    'reasons',
      queue.limit_reason('limit', null, used.total, total, null, null, at)
      || queue.limit_reason('resource_limit', 'manim', used.manim, manim, null, 'manim', at)
      || queue.limit_reason('type_limit', kind.job_type, used.of_type, of_type, kind.job_type, null, at)
      || case when workers.slots > 0 and workers.used >= workers.slots then jsonb_build_array(jsonb_build_object(
        'block', 'workers_full', 'used', workers.used, 'limit', workers.slots)) else '[]' end);
end
$$;

-- A limit that is reached, with the ten jobs that have had its slots for longest; an empty list for one that is not,
-- or is none.
create or replace function queue.limit_reason(
  block text, subject text, used bigint, most integer, only_type text, only_resource text, at timestamptz
) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select case when used >= most then jsonb_build_array(jsonb_build_object(
    'block', block, 'subject', subject, 'used', used, 'limit', most, 'holders', (
      select coalesce(jsonb_agg(jsonb_build_object(
          'job_id', h.job_id, 'job_type', h.job_type, 'worker', h.worker, 'since', h.claimed_at,
          'held', h.held_since is not null) order by h.claimed_at, h.job_id), '[]')
      from (
        select * from queue.leases l
        where (l.held_since is null or l.deadline_at > at)
          and (only_type is null or l.job_type = only_type) and (only_resource is null or l.resource = only_resource)
        order by l.claimed_at, l.job_id limit 10) h)))
    else '[]' end
$$;
