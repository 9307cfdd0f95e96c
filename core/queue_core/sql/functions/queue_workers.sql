-- Workers seen within the last day, those alive first, with what each one runs.
create or replace function public.queue_workers() returns jsonb
language sql stable security definer set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', w.id,
    'name', w.name,
    'host', w.host,
    'process_id', w.process_id,
    'version', w.version,
    'concurrency', w.concurrency,
    'state', w.state_now,
    'started_at', w.started_at,
    'last_seen_at', w.last_seen_at,
    'detail', w.detail,
    'running', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'job_id', l.job_id, 'job_type', l.job_type, 'attempt', l.number, 'started_at', l.claimed_at)
        order by l.claimed_at, l.job_id), '[]')
      from queue.leases l where l.worker_id = w.id and l.held_since is null)
  ) order by w.state_now in ('gone', 'stopped'), w.name, w.started_at, w.id), '[]')
  from (
    select w.*, queue.worker_state(w, t.at) as state_now
    from queue.workers w, queue.now() t (at)
    where w.last_seen_at > t.at - interval '1 day'
  ) w
$$;
