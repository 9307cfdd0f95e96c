-- Accept the results of attempts: processing -> completed, or cancelled where a cancel was requested,
-- for each lease that is still this worker's. A stale one is refused, and the slot it may still have
-- held is freed, since its call has ended. Repeating a call gives the same answer.
-- Locks: jobs by id, then leases by token, the order that every function here keeps.
create or replace function public.queue_complete(worker_id uuid, items jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  types integer;
begin
  perform queue.lock_attempts(items);
  perform queue.act_as((select w.name from queue.workers w where w.id = queue_complete.worker_id));
  with ended as (
    delete from queue.leases l using jsonb_array_elements(items) item
    where l.token = (item ->> 'token')::uuid and l.job_id = (item ->> 'job_id')::uuid
      and l.worker_id = queue_complete.worker_id and l.held_since is null
    returning l.*, coalesce(nullif(item -> 'result', 'null'), '{}') as result
  ),
  recorded as (
    insert into queue.attempts (
      job_id, number, token, worker_id, worker, started_at, ended_at, outcome, category, counted,
      exception_type, message, stack
    )
    select e.job_id, e.number, e.token, e.worker_id, e.worker, e.claimed_at, at,
           case when c.late then 'cancelled' else 'completed' end,
           case when c.late then 'cancelled' end, true,
           case when c.late then 'Cancelled' end,
           case when c.late then 'The job was cancelled before its result came.' end,
           case when c.late then 'The job was cancelled before its result came.' end
    from ended e, lateral (select e.cancel_requested_at is not null as late) c
  ),
  moved as (
    update public.jobs j set
      status = case when e.cancel_requested_at is null then 'completed' else 'cancelled' end,
      completed_at = at,
      updated_at = at,
      error_message = case when e.cancel_requested_at is null then null else j.error_message end,
      result = case when e.cancel_requested_at is null then e.result else j.result end,
      -- another program may have inserted a payload that is no object; `||` would make a list of it
      payload = case when e.cancel_requested_at is null and jsonb_typeof(j.payload) = 'object'
        then j.payload || queue.legacy_result(e.result) else j.payload end
    from ended e where j.id = e.job_id
  )
  select count(queue.count_minute(
    at, totals.job_type, completed => totals.completed, cancelled => totals.cancelled,
    waits => totals.waits, runs => totals.runs))
  from (
    select e.job_type,
           count(*) filter (where e.cancel_requested_at is null)::integer as completed,
           count(*) filter (where e.cancel_requested_at is not null)::integer as cancelled,
           coalesce(array_agg(extract(epoch from e.claimed_at - e.eligible_at)::double precision)
             filter (where e.number = 1), '{}') as waits,
           array_agg(extract(epoch from at - e.claimed_at)::double precision) as runs
    from ended e group by e.job_type
  ) totals
  into types;
  return queue.acknowledge(queue_complete.worker_id, items);
end
$$;
