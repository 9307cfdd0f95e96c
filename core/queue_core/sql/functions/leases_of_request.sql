-- The leases that one claim made, as its worker hears of them.
create or replace function queue.leases_of_request(worker_id uuid, request_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'job_id', l.job_id,
      'token', l.token,
      'attempt', l.number,
      'job_type', l.job_type,
      'priority', j.priority,
      'payload', j.payload,
      'resource', l.resource,
      'user_id', j.user_id,
      'lease_seconds', extract(epoch from l.expires_at - l.claimed_at)::double precision,
      'timeout_seconds', extract(epoch from l.deadline_at - l.claimed_at)::double precision,
      'idempotency_key', j.id || '-' || (
        select count(*) from queue.attempts a
        where a.job_id = j.id
          and not exists (select from queue.categories() c where c.category = a.category and c.keeps_key)))
    order by j.priority_rank, l.eligible_at, l.job_id), '[]')
  from queue.leases l join public.jobs j on j.id = l.job_id
  where l.worker_id = leases_of_request.worker_id and l.request_id = leases_of_request.request_id
    and l.held_since is null
$$;
