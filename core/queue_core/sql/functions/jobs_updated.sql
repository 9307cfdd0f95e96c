-- After each UPDATE statement on jobs: log the rows in which something besides the position changed, and
-- register lanes that rows were moved to.
create or replace function queue.jobs_updated() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = 'force_generic_plan'
as $$
begin
  insert into queue.events (at, kind, job_ids, old_status, new_status, actor)
    select queue.now(), 'updated', array_agg(n.id), o.status, n.status, queue.current_actor()
    from after n join before o on o.id = n.id
    where (n.status, n.updated_at, n.run_at, n.priority, n.retry_count, n.error_message, n.resource)
      is distinct from (o.status, o.updated_at, o.run_at, o.priority, o.retry_count, o.error_message, o.resource)
    group by o.status, n.status;
  perform queue.register_lane(moved.job_type, moved.resource) from (
    select distinct n.job_type, coalesce(n.resource, '') as resource
    from after n join before o on o.id = n.id
    where (n.job_type, n.resource) is distinct from (o.job_type, o.resource)) moved;
  return null;
end
$$;

create or replace trigger jobs_updated after update on public.jobs
  referencing old table as before new table as after for each statement execute function queue.jobs_updated();
