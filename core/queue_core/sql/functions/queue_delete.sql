-- Remove jobs that are not processing, with their attempts. The audit log keeps what they were, without
-- their payload. Cannot be undone.
create or replace function public.queue_delete(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  operation bigint;
  targets uuid[] := queue.target_ids(ids);
begin
  operation := queue.begin_operation(request_id, 'delete', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'delete');
  end if;
  perform queue.lock_targets(operation, targets);
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before)
    select operation, j.id, case when j.status = 'processing' then 'skipped' else 'done' end,
           case when j.status = 'processing' then 'it is being processed: cancel it first' end, queue.state_of(j)
    from public.jobs j where j.id = any (targets);
  delete from public.jobs j using queue.operation_targets t
    where t.operation_id = operation and t.effect = 'done' and j.id = t.job_id;
  return queue.finish_operation(operation);
end
$$;
