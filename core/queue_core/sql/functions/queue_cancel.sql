-- queued -> cancelled at once; for a processing job the cancel is requested: its worker hears of it at once
-- where there is NOTIFY, else at its next heartbeat. A job that another program runs, which hears nothing,
-- is cancelled at once. Jobs that have ended are skipped.
create or replace function public.queue_cancel(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  operation bigint;
  targets uuid[] := queue.target_ids(ids);
  lease queue.leases;
begin
  operation := queue.begin_operation(request_id, 'cancel', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'cancel');
  end if;
  perform queue.lock_targets(operation, targets);
  perform queue.open_lease_for_others(j, at) from public.jobs j
    where j.id = any (targets) and j.status = 'processing'
      and not exists (select from queue.leases l where l.job_id = j.id and l.held_since is null);
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before)
    select operation, j.id,
           case when j.status not in ('queued', 'processing') then 'skipped'
                when l.worker_id is not null then 'requested' else 'done' end,
           case when j.status not in ('queued', 'processing') then 'it is ' || j.status || ' already' end,
           queue.state_of(j)
    from public.jobs j left join queue.leases l on l.job_id = j.id and l.held_since is null
    where j.id = any (targets);
  update queue.leases l set cancel_requested_at = coalesce(l.cancel_requested_at, at)
    where l.job_id = any (targets) and l.held_since is null;
  for lease in
    select * from queue.leases l where l.job_id = any (targets) and l.held_since is null and l.worker_id is null
  loop
    perform queue.end_attempt(lease, queue.loss_of(lease) || '{
      "category": "cancelled", "exception_type": "Cancelled",
      "message": "The job was cancelled while another program had it.",
      "stack": "The job was cancelled while another program had it."}', at);
  end loop;
  update public.jobs j set status = 'cancelled', completed_at = at, updated_at = at, queue_position = null
    where j.id = any (targets) and j.status = 'queued';
  update queue.operation_targets t set after = queue.state_of(j)
    from public.jobs j where t.operation_id = operation and t.effect = 'done' and j.id = t.job_id;
  perform pg_notify('queue_wake', '')
    where exists (select from queue.operation_targets t where t.operation_id = operation and t.effect = 'requested');
  return queue.finish_operation(operation);
end
$$;
