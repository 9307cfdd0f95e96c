-- Accept the results of attempts: processing -> completed, or cancelled where a cancel was requested,
-- for each lease that is still this worker's. A stale one is refused, and the slot it may still have
-- held is freed, since its call has ended. Repeating a call gives the same answer.
-- Locks: jobs by id, then leases by token, the order that every function here keeps.
create or replace function public.queue_complete(worker_id uuid, items jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set jit = off
as $$
declare
  at timestamptz := queue.now();
  tokens uuid[] := queue.lock_attempts(items);
  total record;
begin
  perform queue.act_as((select w.name from queue.workers w where w.id = queue_complete.worker_id));
  for total in
    with freed as (
      delete from queue.leases l
      -- found by their tokens: the planner must not take worker or hold for a better way in
      where l.token = any (tokens) and (l.worker_id = queue_complete.worker_id) is true
        and (l.held_since is null) is not false
      returning l.*
    ),
    ended as materialized (
      select f.*, f.cancel_requested_at is not null as too_late, coalesce(nullif(i.result, 'null'), '{}') as result
      from freed f join (
        -- one result for a lease that is named twice
        select distinct on (t.token) t.* from jsonb_to_recordset(items) t (token uuid, result jsonb)) i on i.token = f.token
    ),
    recorded as (
      insert into queue.attempts (
        job_id, number, token, worker_id, worker, started_at, ended_at, outcome, category, counted,
        exception_type, message, stack
      )
      select e.job_id, e.number, e.token, e.worker_id, e.worker, e.claimed_at, at,
             case when e.too_late then 'cancelled' else 'completed' end,
             case when e.too_late then 'cancelled' end, true,
             case when e.too_late then 'Cancelled' end,
             case when e.too_late then 'The job was cancelled before its result came.' end,
             case when e.too_late then 'The job was cancelled before its result came.' end
      from ended e
    ),
    moved as (
      update public.jobs j set
        status = case when e.too_late then 'cancelled' else 'completed' end,
        completed_at = at,
        updated_at = at,
        error_message = case when e.too_late then j.error_message end,
        result = case when e.too_late then j.result else e.result end,
        -- another program may have inserted a payload that is no object; `||` would make a list of it
        payload = case when not e.too_late and jsonb_typeof(j.payload) = 'object'
          then j.payload || queue.legacy_result(e.result) else j.payload end
      from ended e where j.id = e.job_id
    )
    select e.job_type,
           count(*) filter (where not e.too_late)::integer as completed,
           count(*) filter (where e.too_late)::integer as cancelled,
           coalesce(array_agg(extract(epoch from e.claimed_at - e.eligible_at)::double precision)
             filter (where e.number = 1), '{}') as waits,
           coalesce(array_agg(extract(epoch from at - e.claimed_at)::double precision)
             filter (where not e.too_late), '{}') as runs
    from ended e group by e.job_type
  loop
    perform queue.count_minute(
      at, total.job_type, completed => total.completed, cancelled => total.cancelled,
      waits => total.waits, runs => total.runs);
  end loop;
  return queue.acknowledge(queue_complete.worker_id, items);
end
$$;
