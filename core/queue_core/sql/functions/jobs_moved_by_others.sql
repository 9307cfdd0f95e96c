-- Before another program changes a job's status with a plain UPDATE (an old worker, a script that
-- cancels, an operator who resets rows by hand): keep leases and attempts true.
--   queued -> processing      a lease without a worker, so that the limits count it and the sweep sees it
--   processing -> anything    the attempt that ran is closed; its worker finds its lease gone
--   anything -> queued        a clean row
-- Our own functions run as queue_owner and do all of this themselves.
create or replace function queue.jobs_moved_by_others() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
begin
  if old.status = 'processing' then
    perform queue.close_lease_for_others(old, new, at);
  end if;
  new.queue_position := null;
  if new.status = 'queued' then
    if new.run_at is not distinct from old.run_at then
      new.run_at := null;
    end if;
    new.started_at := null;
    new.completed_at := null;
    perform queue.wake();
  elsif new.status = 'processing' then
    perform queue.open_lease_for_others(new, at);
  end if;
  return new;
end
$$;

create or replace trigger jobs_moved_by_others before update on public.jobs for each row
  when (old.status is distinct from new.status and current_user <> 'queue_owner')
  execute function queue.jobs_moved_by_others();

create or replace function queue.open_lease_for_others(job public.jobs, at timestamptz) returns void
language sql volatile set search_path = ''
as $$
  insert into queue.leases (
    token, job_id, number, job_type, resource, eligible_at, claimed_at, expires_at, deadline_at
  )
  select gen_random_uuid(), job.id, queue.next_attempt(job.id), job.job_type,
         coalesce(job.resource, t.resource),
         case when isfinite(coalesce(job.run_at, job.created_at)) then coalesce(job.run_at, job.created_at) else at end, at,
         at + queue.timeout_of(job.job_type), at + queue.timeout_of(job.job_type)
  from (values (1)) one left join queue.job_types t on t.job_type = job.job_type
$$;

create or replace function queue.close_lease_for_others(was public.jobs, becomes public.jobs, at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  lease queue.leases;
  said text := coalesce(queue.error_line(becomes.error_message), 'Another program set the job to ' || becomes.status || '.');
begin
  select * into lease from queue.leases l where l.job_id = was.id and l.held_since is null for update;
  if not found then
    return;
  end if;
  insert into queue.attempts (
    job_id, number, token, worker_id, worker, started_at, ended_at, outcome, category, counted,
    exception_type, message, stack, fingerprint
  )
  values (
    lease.job_id, lease.number, lease.token, lease.worker_id, lease.worker, lease.claimed_at, at,
    case becomes.status when 'completed' then 'completed' when 'cancelled' then 'cancelled'
      when 'failed' then 'failed' else 'interrupted' end,
    case becomes.status when 'completed' then null when 'cancelled' then 'cancelled'
      when 'failed' then 'handler_error' else 'interrupted' end,
    becomes.retry_count > was.retry_count,
    'ChangedByAnotherProgram', said, said, 'external'
  );
  perform queue.count_minute(
    at, lease.job_type,
    completed => (becomes.status = 'completed')::integer,
    failed => (becomes.status = 'failed')::integer,
    cancelled => (becomes.status = 'cancelled')::integer,
    retried => (becomes.status = 'queued')::integer,
    waits => case when lease.number = 1
      then array[extract(epoch from lease.claimed_at - lease.eligible_at)::double precision] else '{}' end,
    runs => case when becomes.status = 'completed'
      then array[extract(epoch from at - lease.claimed_at)::double precision] else '{}' end);
  if lease.worker_id is null or lease.deadline_at <= at then
    delete from queue.leases l where l.token = lease.token;
  else
    -- our worker's call may still be running; it is told at its next heartbeat
    update queue.leases l set held_since = at where l.token = lease.token;
  end if;
end
$$;
