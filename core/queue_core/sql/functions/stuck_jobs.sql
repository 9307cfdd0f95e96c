-- How many running jobs are stuck; the one place that says what that is: by the lease of a running job (null where it
-- has none), its worker no longer proves that it runs, or lets it run past its deadline, and nobody has asked for a
-- cancel: that is told as cancelling.
create or replace function queue.is_stuck(lease queue.leases, at timestamptz) returns boolean
language sql immutable set search_path = ''
as $$
  select lease.cancel_requested_at is null
    and (lease.token is null or lease.expires_at < at or lease.deadline_at < at)
$$;

create or replace function queue.stuck_jobs(at timestamptz) returns bigint
language sql stable set search_path = '' set enable_seqscan = off
as $$
  select count(*) from public.jobs j
  left join queue.leases l on l.job_id = j.id and l.held_since is null
  where j.status = 'processing' and queue.is_stuck(l, at)
$$;
