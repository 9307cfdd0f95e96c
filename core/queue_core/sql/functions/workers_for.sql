-- The workers alive, and whether each would claim a job of a type that needs a resource: whether it claims at all,
-- takes such jobs, and which service is in its way (`shut`), until it is tried again. A worker says in its detail
-- which services there are and how they are (worker/queue_worker/dependencies.py); `own_types` are those for which it
-- does not need the orchestrator. One that takes only some jobs says so by `scope`, in the form that a claim takes.
create or replace function queue.workers_for(job_type text, needs text, at timestamptz)
returns table (id uuid, concurrency integer, claims boolean, takes boolean, shut text, until timestamptz)
language sql stable rows 5 set search_path = '' set enable_seqscan = off
as $$
  select w.id, w.concurrency, w.state = 'running',
         coalesce(
           (nullif(w.detail -> 'scope' -> 'types', 'null') is null or w.detail -> 'scope' -> 'types' ? job_type)
           and not coalesce(w.detail -> 'scope' -> 'not_types' ? job_type, false)
           and not coalesce(w.detail -> 'scope' -> 'not_resources' ? needs, false), true),
         b.key,
         case when b.state = 'open' and w.last_seen_at + make_interval(secs => b.next_probe_seconds) > at
           then w.last_seen_at + make_interval(secs => b.next_probe_seconds) end
  from public.job_queue_config c cross join lateral queue.workers_alive(at, c.lease_seconds) w
  left join lateral (
    select * from queue.breakers_of(w.detail) d
    where d.state <> 'closed'
      and (d.key = needs or (d.key = 'orchestrator' and not coalesce(w.detail -> 'own_types' ? job_type, false)))
    limit 1
  ) b on true
$$;
