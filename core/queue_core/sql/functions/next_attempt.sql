-- Number of a job's next attempt, and how long an attempt of a type may take.
create or replace function queue.next_attempt(job_id uuid) returns integer
language sql stable set search_path = ''
as $$ select coalesce(max(a.number), 0) + 1 from queue.attempts a where a.job_id = next_attempt.job_id $$;

create or replace function queue.timeout_of(job_type text) returns interval
language sql stable set search_path = ''
as $$
  select pg_catalog.make_interval(secs => 60 * coalesce(
    (select t.timeout_minutes from queue.job_types t where t.job_type = timeout_of.job_type),
    (select c.job_timeout_minutes from public.job_queue_config c)))
$$;
