-- After each UPDATE statement on jobs: log the rows in which something besides the position changed. The plan is
-- kept, and the first statement may have moved one row and the next a thousand: never row by row.
create or replace function queue.jobs_updated() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_nestloop = off
as $$
begin
  insert into queue.events (at, kind, job_ids, old_status, new_status, actor)
    select queue.now(), 'updated', array_agg(n.id), o.status, n.status, queue.current_actor()
    from after n join before o on o.id = n.id
    where (n.status, n.updated_at, n.run_at, n.priority, n.retry_count, n.error_message, n.resource)
      is distinct from (o.status, o.updated_at, o.run_at, o.priority, o.retry_count, o.error_message, o.resource)
    group by o.status, n.status;
  return null;
end
$$;

create or replace trigger jobs_updated after update on public.jobs
  referencing old table as before new table as after for each statement execute function queue.jobs_updated();

-- Register the lane that a row was moved to.
create or replace function queue.jobs_change_lanes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform queue.register_lane(new.job_type, coalesce(new.resource, ''));
  return null;
end
$$;

create or replace trigger jobs_change_lanes after update on public.jobs for each row
  when ((new.job_type, new.resource) is distinct from (old.job_type, old.resource))
  execute function queue.jobs_change_lanes();
