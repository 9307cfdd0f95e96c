-- End a running attempt that did not complete: record it, decide what becomes of the job, free the slot.
--   processing -> cancelled   a cancel was requested
--   processing -> failed      of a kind that is not retried, or no attempt is left, or the job's worker
--                             died for the third time (poison), or its service has been away for too long
--   processing -> queued      otherwise, not before a delay
-- The caller holds the locks on the job's row and on the lease's row, taken in that order.
-- An attempt that was lost, or cancelled by force, keeps its slot until its deadline (held), because its call may
-- still be running.
create or replace function queue.end_attempt(
  lease queue.leases,
  failure jsonb,  -- outcome, category, exception_type, message, stack, fingerprint, http_status, excerpt, retry_after_seconds
  at timestamptz,
  out status text,
  out run_at timestamptz
)
language plpgsql volatile set search_path = ''
as $$
declare
  job public.jobs;
  config public.job_queue_config;
  policy record;
  category text := failure ->> 'category';
  keeps_slot constant boolean := category = 'lost' or failure ->> 'exception_type' = 'CancelledByForce';
  retries integer;
  lost_before integer;
begin
  select * into job from public.jobs j where j.id = lease.job_id;
  select * into config from public.job_queue_config;
  select c.* into policy from queue.categories() c where c.category = end_attempt.failure ->> 'category';
  if not found then
    raise exception 'There is no failure category "%".', category using errcode = 'QU400';
  end if;
  retries := coalesce(job.retry_count, 0);

  if lease.cancel_requested_at is not null or category = 'cancelled' then
    status := 'cancelled';
    category := 'cancelled';
    failure := failure || '{"outcome": "cancelled"}';
  elsif category = 'lost' and queue.count_attempts(job.id, 'lost') >= 2 then
    status := 'failed';
    category := 'poison';
    failure := failure || jsonb_build_object(
      'message', 'Its worker died three times while running it; it is not tried again by itself. ' || (failure ->> 'message'));
  elsif not policy.retried
     or (policy.counted and retries >= coalesce(job.max_retries, 3))
     or (category = 'overloaded' and queue.count_attempts(job.id, 'overloaded') >= 20) then
    status := 'failed';
  elsif category in ('dependency_down', 'auth', 'overloaded')
    and least(queue.unserved_since(job.id), lease.claimed_at) <= at - make_interval(hours => config.give_up_hours) then
    status := 'failed';
    failure := failure || jsonb_build_object('message', format(
      'The service it needs has not served it for %s h: retry it once the service works. %s',
      config.give_up_hours, failure ->> 'message'));
  else
    status := 'queued';
    retries := retries + policy.counted::integer;
    run_at := case when category = 'interrupted' then null
      else at + queue.retry_delay(config, policy.counted, retries, (failure ->> 'retry_after_seconds')::double precision)
    end;
  end if;

  insert into queue.attempts (
    job_id, number, token, worker_id, worker, started_at, ended_at, outcome, category, counted,
    exception_type, message, stack, fingerprint, http_status, excerpt
  )
  values (
    lease.job_id, lease.number, lease.token, lease.worker_id, lease.worker, lease.claimed_at, at,
    failure ->> 'outcome', category, policy.counted,
    failure ->> 'exception_type', failure ->> 'message', failure ->> 'stack', failure ->> 'fingerprint',
    (failure ->> 'http_status')::integer, failure ->> 'excerpt'
  );

  update public.jobs j set
    status = end_attempt.status,
    run_at = end_attempt.run_at,
    retry_count = retries,
    completed_at = case when end_attempt.status = 'queued' then null else at end,
    updated_at = at,
    queue_position = null,
    error_message = case when end_attempt.status = 'cancelled' or category = 'interrupted' then j.error_message
      else queue.error_text(failure ->> 'message', category, end_attempt.status = 'queued', at, failure ->> 'stack') end
  where j.id = lease.job_id;

  if keeps_slot and lease.deadline_at > at then
    update queue.leases l set held_since = at where l.token = lease.token;
  else
    delete from queue.leases l where l.token = lease.token;
  end if;

  perform queue.count_minute(
    at, lease.job_type,
    failed => (status = 'failed')::integer,
    cancelled => (status = 'cancelled')::integer,
    retried => (status = 'queued')::integer,
    waits => case when lease.number = 1
      then array[extract(epoch from lease.claimed_at - lease.eligible_at)::double precision] else '{}' end);
  if status = 'queued' and run_at is null then
    perform queue.wake();
  end if;
end
$$;

-- Ended attempts of one category, since somebody last retried the job: that makes all attempts available again.
create or replace function queue.count_attempts(job_id uuid, category text) returns integer
language sql stable set search_path = ''
as $$
  select count(*)::integer from queue.attempts a
  where a.job_id = count_attempts.job_id and a.category = count_attempts.category
    and a.ended_at > queue.last_retried_at(count_attempts.job_id)
$$;

-- Start of the first attempt that failed for want of a service, since somebody last retried the job. Not when it
-- was enqueued: a job that was scheduled, or waited behind an open breaker, has not been tried for so long.
create or replace function queue.unserved_since(job_id uuid) returns timestamptz
language sql stable set search_path = ''
as $$
  select min(a.started_at) from queue.attempts a
  where a.job_id = unserved_since.job_id and a.category in ('dependency_down', 'auth', 'overloaded')
    and a.ended_at > queue.last_retried_at(unserved_since.job_id)
$$;

-- When somebody last retried the job; -infinity: never. A plan retries long after it was made: what it left behind
-- says when.
create or replace function queue.last_retried_at(job_id uuid) returns timestamptz
language sql stable set search_path = ''
as $$
  select coalesce(max(coalesce((t.after ->> 'updated_at')::timestamptz, o.at)), '-infinity')
  from queue.operation_targets t join queue.operations o on o.id = t.operation_id
  where t.job_id = last_retried_at.job_id and t.effect = 'done' and o.verb = 'retry'
$$;
