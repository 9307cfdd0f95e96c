-- After each DELETE statement on jobs: log it, and take the job's leases and attempts along. The call of our
-- own worker may still be running, so its lease keeps the slot until the worker has stopped it, or the deadline.
create or replace function queue.jobs_deleted() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into queue.events (at, kind, job_ids, old_status, actor)
    select queue.now(), 'deleted', array_agg(o.id), o.status, queue.current_actor() from deleted o group by o.status;
  delete from queue.leases l using deleted o
    where l.job_id = o.id and l.held_since is null and (l.worker_id is null or l.deadline_at <= queue.now());
  update queue.leases l set held_since = queue.now() from deleted o where l.job_id = o.id and l.held_since is null;
  delete from queue.attempts a using deleted o where a.job_id = o.id;
  return null;
end
$$;

create or replace trigger jobs_deleted after delete on public.jobs
  referencing old table as deleted for each statement execute function queue.jobs_deleted();
