-- Lease up to `slots` jobs to a worker: queued -> processing, best priority first, then the longest
-- eligible, within the limits. A repeat with the same request id returns the leases of the first call.
--
-- The scope narrows what may be taken: {"types": [...] or null for all, "not_types": [...],
-- "not_resources": [...]}.
--
-- Locks: the limits row first; what runs is counted in a later statement, whose snapshot therefore sees
-- every claim that came before (one statement that does both does not: its snapshot is older than its
-- wait). Jobs locked by other programs are passed over.
-- Errors: QU400 for slots out of range, QU404 for a worker that has not said hello.
create or replace function public.queue_claim(
  worker_id uuid, slots integer, request_id uuid, scope jsonb default '{}'
) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set jit = off
as $$
declare
  at timestamptz := queue.now();
  config public.job_queue_config;
  worker queue.workers;
  room integer;
  manim_room integer;
  leases jsonb;
begin
  if slots is null or slots not between 0 and 1000 then
    raise exception 'A worker claims 0 to 1000 jobs at once, not %.', slots using errcode = 'QU400';
  end if;
  select * into worker from queue.workers w where w.id = queue_claim.worker_id;
  if not found then
    raise exception 'This worker is not registered: it must say hello first.' using errcode = 'QU404';
  end if;

  leases := queue.leases_of_request(queue_claim.worker_id, queue_claim.request_id);
  select * into config from public.job_queue_config;
  if leases = '[]' and slots > 0 and not worker.quiet and not config.paused and queue.has_ready(at) then
    select * into config from public.job_queue_config for update;
    -- the call that this one repeats may have been under way until now
    leases := queue.leases_of_request(queue_claim.worker_id, queue_claim.request_id);
    at := queue.now();
    select least(slots, queue.limit_now(config, at) - count(*)),
           config.max_manim_renders - count(*) filter (where l.resource = 'manim')
      into room, manim_room
      from queue.leases l where l.held_since is null or l.deadline_at > at;
    if leases = '[]' and room > 0 and not config.paused then
      leases := queue.lease_jobs(worker, config, room, manim_room, at, queue_claim.request_id, scope);
    end if;
  end if;

  if worker.sleeping <> (leases = '[]') or worker.last_seen_at < at - interval '5 seconds' then
    update queue.workers w set sleeping = (leases = '[]'), last_seen_at = at where w.id = queue_claim.worker_id;
  end if;
  return jsonb_build_object(
    'leases', leases,
    'paused', config.paused,
    'next_due_seconds', (
      select extract(epoch from min(j.run_at) - at) from public.jobs j
      where j.status = 'queued' and j.run_at > at and j.run_at < 'infinity'));
end
$$;
