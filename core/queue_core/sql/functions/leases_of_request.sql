-- The leases that one claim made, for a repeat of it; an empty list for a claim that is new.
create or replace function queue.leases_of_request(worker_id uuid, request_id uuid) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off
as $$
begin
  return (
    select coalesce(jsonb_agg(
        queue.lease_json(l.job_id, l.token, l.number, l.job_type, j.priority, j.payload, l.resource, j.user_id,
          extract(epoch from l.expires_at - l.claimed_at), extract(epoch from l.claimed_at - l.eligible_at),
          extract(epoch from l.deadline_at - l.claimed_at))
        order by j.priority_rank, l.eligible_at, l.job_id), '[]')
    from queue.leases l join public.jobs j on j.id = l.job_id
    where l.worker_id = leases_of_request.worker_id and l.request_id = leases_of_request.request_id
      and l.held_since is null);
end
$$;

-- One lease, as its worker hears of it. The idempotency key changes when an attempt ended in a way that
-- makes a new execution of the job the right thing.
create or replace function queue.lease_json(
  job_id uuid, token uuid, number integer, job_type text, priority text, payload jsonb, resource text, user_id uuid,
  lease_seconds double precision, waited_seconds double precision, timeout_seconds double precision
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  executions integer := 0;
begin
  if number > 1 then
    select count(*) into executions from queue.attempts a
      where a.job_id = lease_json.job_id
        and not exists (select from queue.categories() c where c.category = a.category and c.keeps_key);
  end if;
  return jsonb_build_object(
    'job_id', job_id, 'token', token, 'attempt', number, 'job_type', job_type, 'priority', priority,
    'payload', payload, 'resource', resource, 'user_id', user_id, 'lease_seconds', lease_seconds,
    'waited_seconds', waited_seconds, 'timeout_seconds', timeout_seconds,
    'idempotency_key', job_id || '-' || executions);
end
$$;
