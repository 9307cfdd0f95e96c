-- The jobs that come before one in the order of claiming, of types that are not paused: how many by priority, 10,000
-- at most of each; how many of its own type and of manim; and how many of them would take a slot now (`taking`),
-- since those whose own limit is reached are passed over.
create or replace function queue.jobs_ahead(job public.jobs, due timestamptz, needs text, at timestamptz) returns jsonb
language sql stable set search_path = '' set enable_seqscan = off
as $$
  with lane as (
    select o.job_type, o.needs, o.type_room, ranks.rank, ranks.priority, found.number
    from queue.open_lanes('{}', at) o
    cross join (values (1, 'high'), (2, 'medium'), (3, 'low')) ranks (rank, priority)
    cross join lateral (
      select count(*) as number from (
        select from public.jobs j
        where j.status = 'queued' and j.job_type = o.job_type and coalesce(j.resource, '') = o.resource
          and j.priority_rank = ranks.rank and coalesce(j.run_at, j.created_at, '-infinity') <= at
          and (ranks.rank < job.priority_rank
            or (coalesce(j.run_at, j.created_at, '-infinity'), j.id) < (due, job.id))
        order by j.job_type, coalesce(j.resource, ''), j.priority_rank, coalesce(j.run_at, j.created_at, '-infinity'), j.id
        limit 10000) a
    ) found
    where ranks.rank <= job.priority_rank
  ),
  kind as (
    select l.job_type, l.needs, least(sum(l.number), min(l.type_room)) as taking from lane l group by 1, 2
  ),
  manim as (
    select greatest(c.max_manim_renders - (
      select count(*) from queue.leases r
      where r.resource = 'manim' and (r.held_since is null or r.deadline_at > at)), 0) as room
    from public.job_queue_config c
  )
  select jsonb_build_object(
    'by_priority', (
      select jsonb_object_agg(p.priority, coalesce((
        select least(sum(l.number), 10000) from lane l where l.priority = p.priority having count(*) > 0), 0))
      from (values ('high'), ('medium'), ('low')) p (priority)),
    'total', (select coalesce(sum(l.number), 0) from lane l),
    'of_type', (select coalesce(sum(l.number), 0) from lane l where l.job_type = job.job_type),
    'of_resource', (select coalesce(sum(l.number), 0) from lane l where l.needs = jobs_ahead.needs),
    'taking', (
      select coalesce(sum(greatest(k.taking, 0)) filter (where k.needs is distinct from 'manim'), 0)
        + least(coalesce(sum(greatest(k.taking, 0)) filter (where k.needs = 'manim'), 0), (select m.room from manim m))
      from kind k))
$$;
