-- Number of a job's next attempt, and how long an attempt of a type may take.
create or replace function queue.next_attempt(job_id uuid) returns integer
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce((select max(a.number) from queue.attempts a where a.job_id = next_attempt.job_id), 0) + 1;
end
$$;

create or replace function queue.timeout_of(job_type text) returns interval
language sql stable set search_path = ''
as $$
  select pg_catalog.make_interval(secs => 60 * coalesce(
    (select t.timeout_minutes from queue.job_types t where t.job_type = timeout_of.job_type),
    (select c.job_timeout_minutes from public.job_queue_config c)))
$$;
