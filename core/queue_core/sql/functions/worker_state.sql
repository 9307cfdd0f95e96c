-- What a worker is doing: what it said last, but `quiet` as soon as an operator has asked for that, and
-- `gone` when it has said nothing for as long as a lease lasts.
create or replace function queue.worker_state(worker queue.workers, at timestamptz) returns text
language sql stable set search_path = ''
as $$
  select case
    when worker.state = 'stopped' then 'stopped'
    when worker.last_seen_at < at - pg_catalog.make_interval(secs => c.lease_seconds) then 'gone'
    else queue.told_state(worker) end
  from public.job_queue_config c
$$;

-- The same, however long it has said nothing.
create or replace function queue.told_state(worker queue.workers) returns text
language sql immutable set search_path = ''
as $$ select case when worker.state = 'running' and worker.quiet then 'quiet' else worker.state end $$;
