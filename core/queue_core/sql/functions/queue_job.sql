-- One job with everything known about it, by its id or, from four characters, the beginning of it.
-- Errors: QU404 where there is none, QU400 for an id that is not one or begins more than one job's.
create or replace function public.queue_job(job_id text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  wanted uuid := queue.find_job(job_id);
begin
  return (
    select jsonb_build_object(
      'job', queue.job_rows(array[j.id], at) -> 0,
      'payload', j.payload,
      'result', j.result,
      'error_message', j.error_message,
      'dedupe_key', j.dedupe_key,
      'deadline_at', (select l.deadline_at from queue.leases l where l.job_id = j.id and l.held_since is null),
      'attempts', queue.attempts_of(j.id),
      'events', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'at', e.at, 'kind', e.kind, 'old_status', e.old_status, 'new_status', e.new_status, 'actor', e.actor)
          order by e.id), '[]')
        -- found first: with a limit the planner would rather walk back through everybody's events
        from (select f.* from queue.events_of(j.id) f order by f.id desc limit 100) e),
      'now', at)
    from public.jobs j where j.id = wanted);
end
$$;

create or replace function queue.events_of(job_id uuid) returns setof queue.events
language plpgsql stable rows 10 set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
begin
  return query select * from queue.events e where e.job_ids @> array[events_of.job_id];
end
$$;
