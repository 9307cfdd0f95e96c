-- Queued jobs by kind, priority and type, up to 10,000 of them, and the age of the oldest that is ready.
create or replace function queue.waiting_stats(at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with waiting as materialized (
    select j.job_type, j.priority, j.run_at > at as later,
           case when j.run_at > at then exists (select from queue.attempts a where a.job_id = j.id) end as tried
    from public.jobs j where j.status = 'queued' limit 10001
  ),
  counted as materialized (select w.* from waiting w limit 10000)
  select jsonb_build_object(
    'queued', (select count(*) from counted),
    'ready', (select count(*) from counted c where c.later is not true),
    'scheduled', (select count(*) from counted c where c.later and not c.tried),
    'retrying', (select count(*) from counted c where c.later and c.tried),
    'capped', (select count(*) > 10000 from waiting),
    'queued_by_priority', (
      select jsonb_object_agg(p.priority, (select count(*) from counted c where c.priority = p.priority))
      from (values ('high'), ('medium'), ('low')) p (priority)),
    'queued_by_type', coalesce((
      select jsonb_object_agg(g.job_type, g.number)
      from (select c.job_type, count(*) as number from counted c group by c.job_type) g), '{}'),
    'oldest_ready_seconds', (
      select extract(epoch from at - min(oldest.eligible_at) filter (where isfinite(oldest.eligible_at)))
      from (values (1), (2), (3)) ranks (rank)
      cross join lateral (
        select coalesce(j.run_at, j.created_at) as eligible_at from public.jobs j
        where j.status = 'queued' and j.priority_rank = ranks.rank
          and coalesce(j.run_at, j.created_at, '-infinity') <= at
        order by coalesce(j.run_at, j.created_at, '-infinity') limit 1
      ) oldest))
$$;
