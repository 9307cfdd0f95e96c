-- What the queue asks of a worker.
create or replace function queue.worker_terms(worker_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'schema_version', (select max(m.version) from queue.migrations m),
    'lease_seconds', c.lease_seconds,
    'heartbeat_seconds', c.heartbeat_seconds,
    'sweep_seconds', c.sweep_seconds,
    'quiet', coalesce((select w.quiet from queue.workers w where w.id = worker_terms.worker_id), false))
  from public.job_queue_config c
$$;
