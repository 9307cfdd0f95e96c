-- Why no live worker takes a job of a type that needs a resource. A worker says in its detail which services it needs
-- and how they are (worker/queue_worker/dependencies.py): `own_types` are those for which it does not need the
-- orchestrator. One that takes only some jobs says so by `scope`, in the form that a claim takes.
create or replace function queue.worker_reasons(job_type text, needs text, at timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with alive as materialized (
    select w.*, w.state = 'running' as claims, coalesce(
        (nullif(w.detail -> 'scope' -> 'types', 'null') is null or w.detail -> 'scope' -> 'types' ? job_type)
        and not coalesce(w.detail -> 'scope' -> 'not_types' ? job_type, false)
        and not coalesce(w.detail -> 'scope' -> 'not_resources' ? needs, false), true) as takes
    from queue.workers_alive(at) w
  ),
  -- of each worker that takes it: the first service that is in the way
  shut as materialized (
    select a.id, b.key, case when b.state = 'open' and a.last_seen_at + make_interval(secs => b.next_probe_seconds) > at
             then a.last_seen_at + make_interval(secs => b.next_probe_seconds) end as until
    from alive a cross join lateral (
      select * from queue.breakers_of(a.detail) d
      where d.state <> 'closed'
        and (d.key = needs or (d.key = 'orchestrator' and not coalesce(a.detail -> 'own_types' ? job_type, false)))
      limit 1) b
    where a.claims and a.takes
  ),
  number as (
    select count(*) as alive, count(*) filter (where a.claims) as claiming,
           count(*) filter (where a.claims and a.takes) as taking, (select count(*) from shut) as shut
    from alive a
  )
  select case
    when n.alive = 0 then '[{"block": "no_worker"}]'
    when n.claiming = 0 then '[{"block": "quiet"}]'
    when n.taking = 0 then jsonb_build_array(jsonb_build_object('block', 'no_worker_for_type', 'subject', job_type))
    when n.shut = n.taking then (
      select jsonb_build_array(jsonb_build_object('block', 'breaker', 'subject', min(s.key), 'until', min(s.until)))
      from shut s)
    else '[]' end
  from number n
$$;
