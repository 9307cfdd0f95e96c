-- All attempts of a job, oldest first; the running one, which is a lease, comes last.
create or replace function queue.attempts_of(job_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(a) - 'job_id' - 'token' - 'worker_id' order by a.number), '[]')
  from (
    select * from queue.attempts a where a.job_id = attempts_of.job_id
    union all
    select l.job_id, l.number, l.token, l.worker_id, l.worker, l.claimed_at, null, null, null, true,
           null, null, null, null, null, null
    from queue.leases l where l.job_id = attempts_of.job_id and l.held_since is null
  ) a
$$;
