-- After each INSERT statement on jobs, whoever ran it: log, count, register new lanes, wake a worker.
create or replace function queue.jobs_inserted() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
declare
  at timestamptz := queue.now();
  found record;
begin
  insert into queue.events (at, kind, job_ids, new_status, actor)
    select at, 'inserted', array_agg(n.id), n.status, queue.current_actor() from inserted n group by n.status;
  for found in
    select n.job_type, coalesce(n.resource, '') as resource, count(*)::integer as number,
           bool_or(n.status = 'queued') as queued
    from inserted n group by 1, 2 order by 1, 2
  loop
    perform queue.register_lane(found.job_type, found.resource);
    perform queue.count_minute(at, found.job_type, enqueued => found.number);
    if found.queued then
      perform queue.wake();
    end if;
  end loop;
  return null;
end
$$;

create or replace trigger jobs_inserted after insert on public.jobs
  referencing new table as inserted for each statement execute function queue.jobs_inserted();
