-- A worker is alive, and so are the leases it names; it hears which to stop because they were cancelled
-- and which it has lost. A lease that has expired but that nobody has taken yet is still its own.
-- Errors: QU404 for a worker that has not said hello.
create or replace function public.queue_heartbeat(worker_id uuid, state text, beats jsonb, detail jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  cancelled jsonb;
  lost jsonb;
begin
  update queue.workers w set
    state = queue_heartbeat.state, detail = queue_heartbeat.detail, last_seen_at = at,
    sleeping = w.sleeping and queue_heartbeat.state = 'running'
  where w.id = queue_heartbeat.worker_id;
  if not found then
    raise exception 'This worker is not registered: it must say hello first.' using errcode = 'QU404';
  end if;

  perform from queue.leases l
    where l.token in (select (b ->> 'token')::uuid from jsonb_array_elements(beats) b)
    order by l.token for update;
  update queue.leases l set
    expires_at = at + make_interval(secs => c.lease_seconds),
    progress = coalesce((b.beat ->> 'progress')::double precision, l.progress),
    cancel_acknowledged_at = coalesce(
      l.cancel_acknowledged_at, case when (b.beat ->> 'cancel_acknowledged')::boolean then at end)
  from public.job_queue_config c, jsonb_array_elements(beats) b (beat)
  where l.token = (b.beat ->> 'token')::uuid and l.worker_id = queue_heartbeat.worker_id and l.held_since is null;

  select coalesce(jsonb_agg(l.token) filter (where l.cancel_requested_at is not null), '[]'),
         coalesce(jsonb_agg(b.beat -> 'token') filter (where l.token is null), '[]')
    into cancelled, lost
    from jsonb_array_elements(beats) b (beat)
    left join queue.leases l on l.token = (b.beat ->> 'token')::uuid
      and l.worker_id = queue_heartbeat.worker_id and l.held_since is null;
  return jsonb_build_object('terms', queue.worker_terms(queue_heartbeat.worker_id), 'cancel', cancelled, 'lost', lost);
end
$$;
