-- Workers that say something within the time of a lease, with what they say they are doing.
create or replace function queue.workers_alive(at timestamptz, lease_seconds integer)
returns table (id uuid, name text, state text, concurrency integer, last_seen_at timestamptz, detail jsonb)
language sql stable rows 5 set search_path = '' set enable_seqscan = off
as $$
  select w.id, w.name, queue.told_state(w), w.concurrency, w.last_seen_at, w.detail
  from queue.workers w
  where w.last_seen_at >= at - make_interval(secs => lease_seconds) and w.state <> 'stopped'
$$;

drop function if exists queue.workers_alive(timestamptz);  -- what it was while it looked up how long a lease lasts

-- What a worker says of the services that its jobs need, whatever else is in its detail; 20 of them at most.
create or replace function queue.breakers_of(detail jsonb)
returns table (key text, state text, next_probe_seconds double precision)
language sql immutable rows 3 set search_path = ''
as $$
  select d.key, d.value ->> 'state',
         case when jsonb_typeof(d.value -> 'next_probe_seconds') = 'number'
           then least((d.value ->> 'next_probe_seconds')::numeric, 86400)::double precision end
  from jsonb_each(case when jsonb_typeof(detail -> 'dependencies') = 'object' then detail -> 'dependencies' else '{}' end) d
  where d.value ->> 'state' in ('closed', 'open', 'half_open')
  order by d.key <> 'orchestrator', d.key limit 20
$$;
