-- Move up to `room` ready jobs to processing and write their leases. The caller holds the limits row.
--
-- Each lane (type and resource) and rank is read in the order of its index, a little more than can be
-- taken, without locks; the best of them are locked, passing over rows that other programs hold; then
-- the limits of types and of Manim are applied to what was locked.
create or replace function queue.lease_jobs(
  worker queue.workers, room integer, manim_room integer, at timestamptz, request_id uuid, scope jsonb
) returns void
language sql volatile set search_path = ''
as $$
  with lane as materialized (
    select l.job_type, l.resource, coalesce(nullif(l.resource, ''), t.resource) as needs,
           t.concurrency_limit - (
             select count(*) from queue.leases r
             where r.job_type = l.job_type and (r.held_since is null or r.deadline_at > at)) as type_room
    from queue.lanes l join queue.job_types t on t.job_type = l.job_type
    where not t.paused
      and coalesce(nullif(scope -> 'types', 'null') ? l.job_type, true)
      and not coalesce(scope -> 'not_types' ? l.job_type, false)
      and not coalesce(scope -> 'not_resources' ? coalesce(nullif(l.resource, ''), t.resource), false)
  ),
  candidate as materialized (
    select ready.id, ready.eligible_at, ranks.rank, lane.job_type, lane.needs, lane.type_room,
           row_number() over (partition by lane.needs order by ranks.rank, ready.eligible_at, ready.id) as place
    from lane cross join (values (1), (2), (3)) ranks (rank)
    cross join lateral (
      select j.id, coalesce(j.run_at, j.created_at, '-infinity') as eligible_at
      from public.jobs j
      where j.status = 'queued' and j.job_type = lane.job_type and coalesce(j.resource, '') = lane.resource
        and j.priority_rank = ranks.rank and coalesce(j.run_at, j.created_at, '-infinity') <= at
      order by coalesce(j.run_at, j.created_at, '-infinity'), j.id
      limit least(room, lane.type_room, case when lane.needs = 'manim' then manim_room end) + 5
    ) ready
    where coalesce(lane.type_room, 1) > 0 and (lane.needs is distinct from 'manim' or manim_room > 0)
  ),
  locked as materialized (
    select c.*
    from candidate c join public.jobs j on j.id = c.id
    where j.status = 'queued' and (c.needs is distinct from 'manim' or c.place <= manim_room + 5)
    order by c.rank, c.eligible_at, c.id
    limit room + 20
    for update of j skip locked
  ),
  within_type as (
    select *, row_number() over (partition by job_type order by rank, eligible_at, id) as place_in_type from locked
  ),
  within_resource as (
    select *, row_number() over (partition by needs order by rank, eligible_at, id) as place_in_resource
    from within_type where type_room is null or place_in_type <= type_room
  ),
  chosen as materialized (
    select * from within_resource
    where needs is distinct from 'manim' or place_in_resource <= manim_room
    order by rank, eligible_at, id
    limit room
  ),
  moved as (
    update public.jobs j set
      status = 'processing', started_at = at, completed_at = null, run_at = null, queue_position = null, updated_at = at
    from chosen c, queue.act_as(worker.name)
    where j.id = c.id
    returning j.id
  )
  insert into queue.leases (
    token, job_id, number, worker_id, worker, job_type, resource,
    eligible_at, claimed_at, expires_at, deadline_at, request_id
  )
  select gen_random_uuid(), c.id, queue.next_attempt(c.id), worker.id, worker.name, c.job_type, c.needs,
         case when isfinite(c.eligible_at) then c.eligible_at else at end, at,
         at + make_interval(secs => config.lease_seconds), at + queue.timeout_of(c.job_type), request_id
  from chosen c join moved m on m.id = c.id, public.job_queue_config config
$$;
