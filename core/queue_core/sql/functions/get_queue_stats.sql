-- What clients of the old system call: a table of one row (an array of one object over PostgREST). Finished
-- jobs are read from the minutes, waiting and running ones from partial indexes; history is never scanned.
create or replace function public.get_queue_stats()
returns table (
  total_queued bigint,
  total_processing bigint,
  total_completed_today bigint,
  total_failed_today bigint,
  avg_wait_time_minutes numeric,
  high_priority_count bigint,
  medium_priority_count bigint,
  low_priority_count bigint
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  config public.job_queue_config;
  finished jsonb;
begin
  select * into config from public.job_queue_config;
  finished := queue.finished_stats(config, at);
  return query
    select count(*),
           (select count(*) from queue.leases l where l.held_since is null),
           (finished ->> 'completed_today')::bigint,
           (finished ->> 'failed_today')::bigint,
           round(coalesce((finished ->> 'average_wait_seconds')::numeric / 60, 0), 2),
           count(*) filter (where j.priority_rank = 1),
           count(*) filter (where j.priority_rank = 2),
           count(*) filter (where j.priority_rank = 3)
    from public.jobs j where j.status = 'queued';
end
$$;
