-- failed, cancelled, completed -> queued, now, with all attempts available again; a queued job that waits
-- for a later moment becomes due now. Processing jobs and jobs that are ready anyway are skipped.
create or replace function public.queue_retry(ids jsonb, actor text, reason text, request_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  at timestamptz := queue.now();
  operation bigint;
  targets uuid[] := queue.target_ids(ids);
begin
  operation := queue.begin_operation(request_id, 'retry', actor, reason);
  if operation is null then
    return queue.answer_of(request_id, 'retry');
  end if;
  perform queue.lock_targets(operation, targets);
  with judged as materialized (
    select j.id, queue.state_of(j) as before,
           case when j.status = 'processing' then 'it is being processed'
                when j.status = 'queued' and (j.run_at is null or j.run_at <= at) then 'it is queued already'
           end as refusal
    from public.jobs j where j.id = any (targets)
  ),
  moved as (
    update public.jobs j set
      status = 'queued', run_at = case when j.status = 'queued' then null else at end, retry_count = 0,
      started_at = null, completed_at = null, updated_at = at
    from judged d where j.id = d.id and d.refusal is null
    returning j.id, queue.state_of(j) as after
  )
  insert into queue.operation_targets (operation_id, job_id, effect, skip_reason, before, after)
    select operation, d.id, case when d.refusal is null then 'done' else 'skipped' end, d.refusal, d.before, m.after
    from judged d left join moved m on m.id = d.id;
  perform queue.wake();
  return queue.finish_operation(operation);
end
$$;
