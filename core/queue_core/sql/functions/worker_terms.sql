-- What the queue asks of every worker.
create or replace function queue.worker_terms() returns jsonb
language sql stable set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'schema_version', (select max(m.version) from queue.migrations m),
    'lease_seconds', c.lease_seconds,
    'heartbeat_seconds', c.heartbeat_seconds,
    'sweep_seconds', c.sweep_seconds)
  from public.job_queue_config c
$$;
