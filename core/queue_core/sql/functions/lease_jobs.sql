-- Move up to `room` ready jobs to processing and write their leases; the answer is those leases. The caller
-- holds the limits row.
--
-- First the ids of those that come next are read without locks, each lane (type and resource) and rank in the
-- order of its index, a little more than can be taken. Then they are locked, passing over rows that other
-- programs hold, and the limits are applied to what was locked.
--
-- Rows are looked up by id and by nothing else: a condition on status would have the planner walk the whole
-- partial index of queued jobs. The plans are generic, since planning costs more than ten jobs do.
create or replace function queue.lease_jobs(
  worker queue.workers, config public.job_queue_config, room integer, manim_room integer, at timestamptz,
  request_id uuid, scope jsonb
) returns jsonb
language plpgsql volatile set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
declare
  candidates uuid[] := queue.ready_jobs(room, manim_room, at, scope);
  leases jsonb;
begin
  if candidates is null then
    return '[]';
  end if;
  perform queue.act_as(worker.name);
  with locked as materialized (
    select j.id, j.status, j.job_type, coalesce(j.resource, '') as resource, j.priority_rank as rank,
           coalesce(j.run_at, j.created_at, '-infinity') as eligible_at
    from public.jobs j where j.id = any (candidates)
    for update skip locked
  ),
  fitting as materialized (
    select l.id, l.job_type, l.rank, l.eligible_at, lane.needs, lane.timeout_minutes, lane.type_room,
           row_number() over (partition by l.job_type order by l.rank, l.eligible_at, l.id) as place_in_type
    from locked l join queue.open_lanes(scope, at) lane on lane.job_type = l.job_type and lane.resource = l.resource
    where l.status = 'queued'
  ),
  within_type as (
    select *, row_number() over (partition by needs order by rank, eligible_at, id) as place_in_resource
    from fitting where type_room is null or place_in_type <= type_room
  ),
  chosen as materialized (
    select * from within_type
    where needs is distinct from 'manim' or place_in_resource <= manim_room
    order by rank, eligible_at, id
    limit room
  ),
  moved as (
    update public.jobs j set
      status = 'processing', started_at = at, completed_at = null, run_at = null, queue_position = null, updated_at = at
    from chosen c
    where j.id = c.id
    returning j.id, j.priority, j.payload, j.user_id, c.rank, c.job_type, c.needs,
              case when isfinite(c.eligible_at) then c.eligible_at else at end as eligible_at,
              60 * coalesce(c.timeout_minutes, config.job_timeout_minutes) as timeout_seconds
  ),
  attempt as materialized (
    select m.*, gen_random_uuid() as token,
           1 + coalesce((select max(t.number) from queue.attempts t where t.job_id = m.id), 0) as number
    from moved m
  ),
  leased as (
    insert into queue.leases (
      token, job_id, number, worker_id, worker, job_type, resource,
      eligible_at, claimed_at, expires_at, deadline_at, request_id
    )
    select a.token, a.id, a.number, worker.id, worker.name, a.job_type, a.needs, a.eligible_at, at,
           at + make_interval(secs => config.lease_seconds), at + make_interval(secs => a.timeout_seconds), request_id
    from attempt a
  )
  select coalesce(jsonb_agg(
      queue.lease_json(a.id, a.token, a.number, a.job_type, a.priority, a.payload, a.needs, a.user_id,
        config.lease_seconds, extract(epoch from at - a.eligible_at), a.timeout_seconds)
      order by a.rank, a.eligible_at, a.id), '[]')
    into leases from attempt a;
  return leases;
end
$$;

-- Those that come next, somewhat more than there is room for; null where there is none.
create or replace function queue.ready_jobs(room integer, manim_room integer, at timestamptz, scope jsonb) returns uuid[]
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
begin
  return (
    with candidate as (
      select ready.id, ready.eligible_at, ranks.rank, lane.needs,
             row_number() over (partition by lane.needs order by ranks.rank, ready.eligible_at, ready.id) as place
      from queue.open_lanes(scope, at) lane cross join (values (1), (2), (3)) ranks (rank)
      cross join lateral (
        select j.id, coalesce(j.run_at, j.created_at, '-infinity') as eligible_at
        from public.jobs j
        where j.status = 'queued' and j.job_type = lane.job_type and coalesce(j.resource, '') = lane.resource
          and j.priority_rank = ranks.rank and coalesce(j.run_at, j.created_at, '-infinity') <= at
        -- the whole of the index, since behind row level security the planner does not see what is constant in it
        order by j.job_type, coalesce(j.resource, ''), j.priority_rank, coalesce(j.run_at, j.created_at, '-infinity'), j.id
        limit least(room, lane.type_room, case when lane.needs = 'manim' then manim_room end) + 5
      ) ready
      where coalesce(lane.type_room, 1) > 0 and (lane.needs is distinct from 'manim' or manim_room > 0)
    )
    select array_agg(next.id) from (
      select c.id from candidate c
      where c.needs is distinct from 'manim' or c.place <= manim_room + 5
      order by c.rank, c.eligible_at, c.id
      limit room + 20) next);
end
$$;

-- The lanes that a claim may take from, with what their jobs need and how many more of their type may run;
-- null room: the type has no limit.
create or replace function queue.open_lanes(scope jsonb, at timestamptz)
returns table (job_type text, resource text, needs text, timeout_minutes double precision, type_room bigint)
language plpgsql stable rows 5 set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
begin
  return query
    select l.job_type, l.resource, coalesce(nullif(l.resource, ''), t.resource), t.timeout_minutes,
           case when t.concurrency_limit is not null then t.concurrency_limit - (
             select count(*) from queue.leases r
             where r.job_type = l.job_type and (r.held_since is null or r.deadline_at > at)) end
    from queue.lanes l join queue.job_types t on t.job_type = l.job_type
    where not t.paused
      and coalesce(nullif(scope -> 'types', 'null') ? l.job_type, true)
      and not coalesce(scope -> 'not_types' ? l.job_type, false)
      and not coalesce(scope -> 'not_resources' ? coalesce(nullif(l.resource, ''), t.resource), false);
end
$$;
