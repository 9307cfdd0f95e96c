-- The numbers at the top of the screen, at a cost that does not grow with history: waiting jobs are
-- counted up to 10,000, running ones are leases, finished ones are read from the minutes.
create or replace function public.queue_stats() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  config public.job_queue_config;
  running jsonb;
begin
  select * into config from public.job_queue_config;
  running := queue.running_stats(config, at);
  return jsonb_build_object('now', at, 'paused', config.paused)
    || queue.waiting_stats(at)
    || jsonb_set(running, '{slots,full_since}', coalesce(queue.full_since(running -> 'slots', at), 'null'))
    || queue.finished_stats(config, at)
    || (
      select jsonb_build_object(
        'workers_alive', count(*) filter (
          where w.state <> 'stopped' and w.last_seen_at > at - make_interval(secs => config.lease_seconds)),
        'last_worker_seen_at', max(w.last_seen_at))
      from queue.workers w);
end
$$;
