-- A plain INSERT of job_type, priority, status and payload by another program makes a full job.
create or replace function queue.jobs_fill() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.priority := coalesce(
    new.priority,
    (select t.default_priority from queue.job_types t where t.job_type = new.job_type),
    'medium');
  new.status := coalesce(new.status, 'queued');
  new.retry_count := coalesce(new.retry_count, 0);
  new.max_retries := coalesce(new.max_retries, 3);
  new.created_at := coalesce(new.created_at, queue.now());
  new.updated_at := coalesce(new.updated_at, new.created_at);
  return new;
end
$$;

create or replace trigger jobs_fill before insert on public.jobs for each row
  when (
    new.priority is null or new.status is null or new.retry_count is null or new.max_retries is null
    or new.created_at is null or new.updated_at is null
  )
  execute function queue.jobs_fill();

-- A program that sets a moment to null with an UPDATE leaves it as it was: lists are read in the order of both.
create or replace function queue.jobs_keep_times() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.created_at := coalesce(new.created_at, old.created_at, queue.now());
  new.updated_at := coalesce(new.updated_at, old.updated_at, new.created_at);
  return new;
end
$$;

create or replace trigger jobs_keep_times before update on public.jobs for each row
  when (new.created_at is null or new.updated_at is null)
  execute function queue.jobs_keep_times();
